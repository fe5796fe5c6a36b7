import { changeInAnyCase } from '../vip/address-list.ts';
import { hasOtherLifetime, setLifetime } from '../vip/lifetime.ts';
import type { Holding } from '../vip/observation.ts';
import { INFINITY_LIFE_TIME } from '../wire/ifaddrmsg.ts';
import { type ActionContext, formatAddress } from './context.ts';

/**
 * Gives an address that is there already the lifetime that was asked for: the kernel must not remove it
 * when the time is over that somebody else gave it. False where it was removed meanwhile.
 */
export function giveLifetime(context: ActionContext, { entry, link }: Holding): boolean {
  const { kernel, request, log, deadline } = context;
  const { ip, preferredLifetime } = request;
  if (!hasOtherLifetime(entry, preferredLifetime)) return true;
  let stays = true;
  changeInAnyCase(kernel, deadline, () => {
    stays = setLifetime(kernel, ip, entry, preferredLifetime);
  });
  if (!stays) return false;
  const address = `${formatAddress(ip, entry.prefixLength)} on ${link.name}`;
  const { validLifetime = INFINITY_LIFE_TIME } = entry;
  if (validLifetime !== INFINITY_LIFE_TIME) {
    log.warn(`${address} would have expired in ${validLifetime} s: it is permanent now`);
  } else {
    const isForEver = preferredLifetime === INFINITY_LIFE_TIME;
    const lifetime = isForEver ? 'forever' : `${preferredLifetime} s`;
    log.info(`${address}: its preferred lifetime is ${lifetime} now`);
  }
  return true;
}
