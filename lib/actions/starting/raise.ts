/** start's first change of the host: the link. */
import { linkHealth, type RaisedLink, raiseLink } from '../../vip/link-health.ts';
import { RT_SCOPE_LINK } from '../../wire/ifaddrmsg.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { ActionContext } from '../shared/context.ts';
import type { Undo } from './undo.ts';

/** Brings the link up if it is down. */
export function raise(context: ActionContext, undo: Undo, link: Link): RaisedLink {
  const { kernel, request, log } = context;
  if (linkHealth(link).kind !== 'administratively-down') {
    return { health: linkHealth(link), raised: false };
  }
  const before = addressesInUse(kernel, link);
  const raised = raiseLink(kernel, link, request.checkLinkStatus);
  log.info(`${link.name} was down: brought up`);
  undo.push(() => {
    // Unless it came into use meanwhile: another start may have succeeded because of us.
    if (addressesInUse(kernel, link) > before) {
      log.warn(`${link.name} stays up: there are new addresses on it`);
    } else {
      kernel.links.setUp(link.index, false);
    }
  });
  return raised;
}

/** Without those that an interface gives itself when it is brought up. */
function addressesInUse({ addresses }: ActionContext['kernel'], { index }: Link): number {
  const ipv6 = addresses.onLink('inet6', index).filter((entry) => entry.scope !== RT_SCOPE_LINK);
  return addresses.onLink('inet', index).length + ipv6.length;
}
