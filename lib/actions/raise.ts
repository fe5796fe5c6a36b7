/** start's first change of the host: the link. */
import { linkHealth, lowerLink, type RaisedLink, raiseLink } from '../vip/link-health.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { ActionContext } from './context.ts';
import type { Undo } from './undo.ts';

/** The part of start's time in which a link that is brought up may get its carrier. */
const CARRIER_SHARE = 0.25;

/** Brings the link up if it is down. */
export function raise(context: ActionContext, undo: Undo, link: Link): RaisedLink {
  const { kernel, request, log, deadline } = context;
  const health = linkHealth(link);
  if (health.kind !== 'administratively-down') return { health, raised: false };
  const before = kernel.addresses.onLink('inet', link.index).length;
  const now = kernel.clock.now();
  // The rest is for what comes after the carrier, such as duplicate address detection.
  const patience = request.checkLinkStatus ? (deadline - now) * CARRIER_SHARE : 0;
  const raised = raiseLink(kernel, link, now + patience);
  log.info(`${link.name} was down: brought up`);
  undo.push(() => {
    // Unless it came into use meanwhile: another start may have succeeded because of us.
    const isInUse = kernel.addresses.onLink('inet', link.index).length > before;
    if (isInUse || !lowerLink(kernel, link)) {
      log.warn(`${link.name} stays up: there are addresses on it that would suffer`);
    }
  });
  return raised;
}
