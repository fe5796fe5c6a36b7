/** lvs_support: start takes back what stop had left on the loopback interface. */
import { changeInAnyCase } from '../vip/address-list.ts';
import { entriesOnLoopback } from '../vip/loopback.ts';
import { release } from '../vip/release.ts';
import type { ActionContext } from './context.ts';
import type { Undo } from './undo.ts';

/**
 * To be called while the address list is ours to change (changeAddressList), and when the address is
 * on the network, so that it is never nowhere.
 */
export function leaveLoopback({ kernel, request, deadline }: ActionContext, undo: Undo): void {
  const { ip, lvsSupport } = request;
  if (!lvsSupport) return;
  for (const entry of entriesOnLoopback(kernel, ip)) {
    undo.push(() => changeInAnyCase(kernel, deadline, () => kernel.addresses.restore(entry)));
    release(kernel, ip.family, entry);
  }
}
