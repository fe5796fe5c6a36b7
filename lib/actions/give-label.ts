import { labelAddress, unlabelAddress } from '../vip/address-label.ts';
import type { ActionContext } from './context.ts';
import type { Undo } from './undo.ts';

/** lvs_ipv6_addrlabel. Before the address, so that there is no moment in which it is chosen as a source. */
export function giveLabel({ kernel, request, log }: ActionContext, undo: Undo): void {
  const { ip, addressLabel } = request;
  if (addressLabel === undefined) return;
  try {
    if (labelAddress(kernel, ip, addressLabel)) undo.push(() => unlabelAddress(kernel, ip));
  } catch (error) {
    log.warn(`lvs_ipv6_addrlabel: ${(error as Error).message}`);
  }
}
