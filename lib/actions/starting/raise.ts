/** start's first change of the host: the link. */
import { linkHealth, lowerLink, type RaisedLink, raiseLink } from '../../vip/link-health.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { ActionContext } from '../shared/context.ts';
import type { Undo } from './undo.ts';

/** Brings the link up if it is down. */
export function raise(context: ActionContext, undo: Undo, link: Link): RaisedLink {
  const { kernel, request, log } = context;
  const health = linkHealth(link);
  if (health.kind !== 'administratively-down') return { health, raised: false };
  const before = kernel.addresses.onLink('inet', link.index).length;
  const raised = raiseLink(kernel, link, request.checkLinkStatus);
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
