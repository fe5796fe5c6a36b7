/** The lifetime of an address that stays where it is. */

import type { HeldAddress, Kernel } from '../linux/kernel.ts';
import {
  createdAt,
  IFA_F_NODAD,
  IFA_F_NOPREFIXROUTE,
  INFINITY_LIFE_TIME,
} from '../wire/ifaddrmsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { hasForeignPrefixRoute } from './prefix-route.ts';

/** Whether the kernel would remove the address, or use it as a source for another time than is wanted. */
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
 * To be called while the address list is ours to change (changeAddressList).
 * Makes the address permanent; new connections may choose it for `preferredLifetime` seconds from now
 * on. Equivalent to `ip address change … valid_lft forever preferred_lft SECONDS`.
 * False where the address was removed meanwhile.
 */
export function setLifetime(
  kernel: Kernel,
  ip: IpAddress,
  entry: HeldAddress,
  preferredLifetime: number,
): boolean {
  const isForeign = ip.family === 'inet6' && hasForeignPrefixRoute(kernel, entry);
  // A change sets these flags as well, and clears those that it does not name.
  const flags =
    (entry.flags & (IFA_F_NODAD | IFA_F_NOPREFIXROUTE)) | (isForeign ? IFA_F_NOPREFIXROUTE : 0);
  const validLifetime = INFINITY_LIFE_TIME;
  kernel.addresses.change({ ...entry, flags, preferredLifetime, validLifetime });
  // The kernel adds what it is told to change and does not have. It must not come back by us.
  const now = kernel.addresses
    .find(ip, entry.index)
    .find(({ prefixLength }) => prefixLength === entry.prefixLength);
  const stays = now !== undefined && createdAt(now) === createdAt(entry);
  if (now && !stays) kernel.addresses.remove(now);
  return stays;
}
