/** What every action on the address works with. */

import type { Kernel } from '../linux/kernel.ts';
import type { OcfEnvironment } from '../ocf/environment.ts';
import type { Log } from '../ocf/log.ts';
import { quoted } from '../ocf/quote.ts';
import type { VipRequest } from '../ocf/request.ts';
import type { Wanted } from '../vip/observation.ts';
import type { Link } from '../wire/ifinfomsg.ts';

/** The part of its time that an action leaves for its own end. */
export const TIMEOUT_SHARE = 0.9;

export interface ActionContext {
  readonly kernel: Kernel;
  readonly request: VipRequest;
  readonly environment: OcfEnvironment;
  readonly log: Log;
  /** clock.now() by which the action should have come to an end. */
  readonly deadline: number;
  /** The hardware address that neighbours are told of, where it is not the link's own. */
  readonly holder?: Uint8Array | undefined;
}

export type RequestedLink =
  /** Without a link where `nic` is not set: any will do. */
  | { readonly kind: 'found'; readonly link: Link | undefined }
  | { readonly kind: 'missing'; readonly reason: string };

/** The interface that `nic` names. */
export function requestedLink({ kernel, request }: ActionContext): RequestedLink {
  const { nic, networkNamespace } = request;
  if (nic === undefined) return { kind: 'found', link: undefined };
  const link = kernel.links.byName(nic);
  if (link) return { kind: 'found', link };
  const where = networkNamespace === undefined ? 'on this host' : `in ${networkNamespace}`;
  const at = nic.indexOf('@');
  // "ip link" shows a VLAN or a veth so, with the interface that it is built upon.
  const advice =
    at > 0
      ? `the @ and what follows is not part of its name, write nic=${nic.slice(0, at)}`
      : '"ip link" lists them';
  const reason = `${quoted('nic', nic)}: there is no such interface ${where}; ${advice}`;
  return { kind: 'missing', reason };
}

export interface Sought {
  readonly wanted: Wanted;
  /** Why there is no such interface as nic names. */
  readonly missing: string | undefined;
}

/**
 * What to look for. Where nic names nothing, its interface may have been renamed, or never been here:
 * only what start noted can tell which address is the virtual IP.
 */
export function soughtBy(context: ActionContext): Sought {
  const { ip, nic, prefixLength, label } = context.request;
  const requested = requestedLink(context);
  const missing = requested.kind === 'missing' ? requested.reason : undefined;
  const link = requested.kind === 'missing' ? 'none' : (requested.link ?? 'any');
  return { wanted: { ip, nic, link, prefixLength, label }, missing };
}

export function formatAddress(ip: { readonly text: string }, prefixLength: number): string {
  return `${ip.text}/${prefixLength}`;
}
