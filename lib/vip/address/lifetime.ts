/** The lifetime of an assigned address. */
import type { HeldAddress, Kernel } from '../../linux/kernel.ts';
import {
  createdAt,
  IFA_F_NODAD,
  IFA_F_NOPREFIXROUTE,
  INFINITY_LIFE_TIME,
} from '../../wire/ifaddrmsg.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { hasForeignPrefixRoute } from './prefix-route.ts';

/** Whether the address is not permanent, or its preferred lifetime is not `wanted` (seconds). */
export function hasOtherLifetime(
  { validLifetime, preferredLifetime }: HeldAddress,
  wanted: number,
): boolean {
  return (
    (validLifetime ?? INFINITY_LIFE_TIME) !== INFINITY_LIFE_TIME ||
    (preferredLifetime ?? INFINITY_LIFE_TIME) !== wanted
  );
}

/**
 * Equivalent to `ip address change … valid_lft forever preferred_lft SECONDS`. Requires the list lock. Returns
 * false if the address was removed meanwhile.
 */
export function changeLifetime(
  kernel: Kernel,
  ip: IpAddress,
  entry: HeldAddress,
  preferredLifetime: number,
): boolean {
  const isForeign = ip.family === 'inet6' && hasForeignPrefixRoute(kernel, entry);
  // RTM_NEWADDR with NLM_F_REPLACE also sets these flags, and clears those that are missing.
  const flags =
    (entry.flags & (IFA_F_NODAD | IFA_F_NOPREFIXROUTE)) | (isForeign ? IFA_F_NOPREFIXROUTE : 0);
  const validLifetime = INFINITY_LIFE_TIME;
  kernel.addresses.change({ ...entry, flags, preferredLifetime, validLifetime });
  // If the address was removed meanwhile, the kernel has added it: remove it again.
  const now = kernel.addresses
    .find(ip, entry.index)
    .find(({ prefixLength }) => prefixLength === entry.prefixLength);
  const stays = now !== undefined && createdAt(now) === createdAt(entry);
  if (now && !stays) kernel.addresses.remove(now);
  return stays;
}
