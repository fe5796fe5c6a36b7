import type { ActionContext } from '../ocf/action-context.ts';
import type { AssignedAddress } from '../vip/address/assigned-address.ts';
import { changeLifetime, hasOtherLifetime } from '../vip/address/lifetime.ts';
import { withAddressListLock } from '../vip/state/locks.ts';
import { INFINITY_LIFE_TIME } from '../wire/ifaddrmsg.ts';
import { withPrefix } from './messages.ts';

/**
 * Sets preferred_lft, and makes an already assigned address permanent: otherwise the kernel removes it when its
 * lifetime ends. Returns false if the address was removed meanwhile.
 */
export function setLifetime(context: ActionContext, { entry, link }: AssignedAddress): boolean {
  const { kernel, request, log } = context;
  const { ip } = request;
  const preferredLifetime = request.preferredLifetime();
  if (!hasOtherLifetime(entry, preferredLifetime)) return true;
  const stays = withAddressListLock(context, 'optional', () =>
    changeLifetime(kernel, ip, entry, preferredLifetime),
  );
  if (!stays) return false;
  const address = `${withPrefix(ip, entry.prefixLength)} on ${link.name}`;
  const { validLifetime = INFINITY_LIFE_TIME } = entry;
  if (validLifetime !== INFINITY_LIFE_TIME) {
    log.warn(`${address} would have expired in ${validLifetime} s; it is permanent now`);
    return true;
  }
  const isForever = preferredLifetime === INFINITY_LIFE_TIME;
  const lifetime = isForever ? 'forever' : `${preferredLifetime} s`;
  log.info(`${address}: its preferred lifetime is ${lifetime} now`);
  return true;
}
