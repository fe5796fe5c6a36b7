/** Placement, for the actions that need one: the question, and its answer in words. */
import { ipAddressFromBytes } from '../linux/ip-text.ts';
import { OCF_ERR_CONFIGURED, OCF_ERR_GENERIC } from '../ocf/exit-status.ts';
import { quoted } from '../ocf/quote.ts';
import { LONGEST_LABEL, labelTooLong } from '../ocf/read-parameters.ts';
import type { VipRequest } from '../ocf/request.ts';
import type { RaisedLink } from '../vip/link-health.ts';
import { type Placement, place } from '../vip/placement.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { ActionContext } from './context.ts';
import { failure, type Outcome } from './outcome.ts';

export function placeRequest(context: ActionContext, link: Link | undefined): Placement {
  const { ip, prefixLength, broadcast, routeProtocol } = context.request;
  return place(context.kernel, { ip, link, prefixLength, broadcast, routeProtocol });
}

/** Why there is no place for the address, and which parameter settles it. */
export function unplaced(
  request: VipRequest,
  placement: Exclude<Placement, { kind: 'placed' }>,
): Outcome {
  const routes = placement.candidates.map((candidate) => candidate.text).join(', ');
  const ip = quoted('ip', request.ip.text);
  switch (placement.kind) {
    case 'ambiguous':
      return failure(
        OCF_ERR_GENERIC,
        `${ip}: these routes are equally good: ${routes}; set nic to say which interface it is to be`,
      );
    case 'no-route': {
      const { nic, prefixLength, routeProtocol } = request;
      const by = nic === undefined ? '' : ` by way of ${nic}`;
      const details = [
        ...(prefixLength === undefined ? [] : [`for cidr_netmask=${prefixLength} or wider`]),
        ...(routeProtocol === undefined ? [] : [`of proto=${routeProtocol}`]),
        ...(routes ? [`there is ${routes}`] : []),
        `set ${nic === undefined ? 'nic and cidr_netmask' : 'cidr_netmask'}, or bring the interface's own address up`,
      ];
      const problem = `no on-link route in table main covers it${by}`;
      return failure(OCF_ERR_GENERIC, `${ip}: ${[problem, ...details].join('; ')}`);
    }
  }
}

/** `192.0.2.10: interface eth0, prefix length 24, broadcast 192.0.2.255, from route …`. */
export function describePlacement(
  request: VipRequest,
  placement: Extract<Placement, { kind: 'placed' }>,
): string {
  const { link, prefixLength, broadcast, route } = placement;
  return [
    `${request.ip.text}: interface ${link.name}`,
    `prefix length ${prefixLength}`,
    ...(request.ip.family === 'inet6' ? [] : [broadcastInWords(broadcast)]),
    route ? `from route ${route.text}` : 'no route needed',
  ].join(', ');
}

function broadcastInWords(broadcast: Uint8Array | undefined): string {
  return broadcast ? `broadcast ${ipAddressFromBytes(broadcast).text}` : 'no broadcast address';
}

/** The whole label, or why there can be none: on the interface that was found it may be too long. */
export function labelOn(link: Link, request: VipRequest): string | undefined | Outcome {
  if (request.label === undefined) return undefined;
  const label = `${link.name}:${request.label}`;
  if (label.length <= LONGEST_LABEL) return label;
  return failure(OCF_ERR_CONFIGURED, `${quoted('iflabel', request.label)}: ${labelTooLong(label)}`);
}

/** Why the link will not do, and what to look at. */
export function withoutCarrier(name: string, { raised, health, waited = 0 }: RaisedLink): string {
  const since = raised ? `, also ${Math.round(waited / 1000)} s after it was brought up` : '';
  const state = health.kind === 'administratively-down' ? 'is down' : 'has no carrier';
  return (
    `interface ${name} ${state}${since}; check its cable, its switch port or what it is built upon, ` +
    'or set check_link_status=false'
  );
}
