/** An address that no host of its network can have, in words. */
import { ipAddressFromBytes } from '../linux/ip-text.ts';
import { type IpAddress, networkRole, withHostBits } from '../wire/ip-address.ts';

/** `is the broadcast address of 192.0.2.0/24; …`; undefined for the address of a host. */
export function notOfHost(ip: IpAddress, prefixLength: number): string | undefined {
  const role = networkRole(ip, prefixLength);
  if (role === undefined) return undefined;
  const network = `${ipAddressFromBytes(withHostBits(ip.bytes, prefixLength, 0)).text}/${prefixLength}`;
  const advice =
    ip.family === 'inet'
      ? 'neighbours never ask for it; choose the address of a host'
      : 'routers have it too; choose the address of a host';
  return `is the ${role} of ${network}; ${advice}`;
}
