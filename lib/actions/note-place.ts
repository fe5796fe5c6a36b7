/** Before the address, so that a start that is cut off leaves none that stop would not know for its own. */
import { forgetPlace, notePlace } from '../vip/placed.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { ActionContext } from './context.ts';
import type { Undo } from './undo.ts';

export function noteItsPlace(
  { kernel, request, log }: ActionContext,
  undo: Undo,
  { index }: Link,
  prefixLength: number,
): void {
  const { ip, nic } = request;
  const place = { index, prefixLength };
  try {
    if (notePlace(kernel, ip, nic, place)) undo.push(() => forgetPlace(kernel, ip, nic, place));
  } catch (error) {
    log.warn(`should its interface be renamed, stop will not find it: ${(error as Error).message}`);
  }
}
