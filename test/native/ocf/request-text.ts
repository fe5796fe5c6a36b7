import type { BooleanParameter, IntegerParameter } from '../../../build/names.ts';
import type { Variables } from '../../../lib/ocf/environment.ts';
import {
  type ReadParameters,
  readParameters,
  type Strictness,
} from '../../../lib/ocf/read-parameters.ts';
import type { BroadcastRule, VipRequest } from '../../../lib/ocf/request.ts';
import { toHex } from '../../../lib/wire/hex.ts';
import type { IpAddress } from '../../../lib/wire/ip-address.ts';
import { optional, optionalOctets, outcome, units } from '../text.ts';

/** Longer text is written as its length. */
const MAX_LENGTH = 600;

/** Parameters by their names, as the cluster manager passes them. */
export function asVariables(parameters: Variables): Variables {
  const variables: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(parameters)) variables[`OCF_RESKEY_${name}`] = value;
  return variables;
}

/** The request, the problems and the warnings. */
export function parametersText(variables: Variables, strictness: Strictness): string {
  return outcome(() => resultText(readParameters(variables, strictness)));
}

function resultText({ request, problems, warnings }: ReadParameters): string {
  const text = request ? requestText(request) : 'no request';
  return `${text} problems [${shownAll(problems)}] warnings [${shownAll(warnings)}]`;
}

export function shown(text: string | undefined): string {
  if (text === undefined) return '-';
  return text.length > MAX_LENGTH ? `(${text.length})` : units(text);
}

export function shownAll(texts: readonly string[]): string {
  const list: string[] = [];
  for (const text of texts) list.push(shown(text));
  return list.join(', ');
}

export function variablesText(variables: Variables): string {
  const list: string[] = [];
  for (const [name, value] of Object.entries(variables)) list.push(`${name}=${shown(value)}`);
  return list.join(' ');
}

export function addressText(ip: IpAddress | undefined): string {
  return ip ? `${ip.family},${toHex(ip.bytes)},${ip.text}` : '-';
}

function broadcastText(broadcast: BroadcastRule | undefined): string {
  if (broadcast === 'set-host-bits' || broadcast === 'clear-host-bits') return broadcast;
  return addressText(broadcast);
}

const BOOLEANS: readonly BooleanParameter[] = [
  'arp_bg',
  'run_arping',
  'nodad',
  'lvs_ipv6_addrlabel',
  'check_link_status',
  'noprefixroute',
  'flush_routes',
  'lvs_support',
  'kill_connections_on_stop',
  'unique_clone_address',
  'clusterip_mac_mangle',
];
const INTEGERS: readonly IntegerParameter[] = [
  'arp_count',
  'arp_interval',
  'arp_count_refresh',
  'lvs_ipv6_addrlabel_value',
];

function requestText(request: VipRequest): string {
  const cells = [
    addressText(request.ip),
    addressText(request.baseIp),
    shown(request.nic),
    `${request.isPlainClone}`,
    optional(request.prefixLength),
    broadcastText(request.broadcast),
    shown(request.label),
    optional(request.routeProtocol),
    request.arpType(),
    `${request.preferredLifetime()}`,
    `metric ${request.routeMetric() ?? 'none'}`,
    optional(request.addressLabel()),
    shown(request.networkNamespace),
    request.firewall(),
    request.dad(),
    shown(request.text('clusterip_table')),
    shown(request.text('clusterip_chain')),
    optional(request.hashSeed),
    optionalOctets(request.sharedMac),
  ];
  for (const name of BOOLEANS) cells.push(`${request.boolean(name)}`);
  for (const name of INTEGERS) cells.push(`${request.integer(name)}`);
  return cells.join(' ');
}
