import type { Variables } from '../../../lib/ocf/environment.ts';
import {
  type ReadParameters,
  type ReadRequest,
  readParameters,
  type Selection,
} from '../../../lib/ocf/read-parameters.ts';
import type { BroadcastRule } from '../../../lib/ocf/request.ts';
import { toHex } from '../../../lib/wire/hex.ts';
import type { IpAddress } from '../../../lib/wire/ip-address.ts';
import { optional, optionalOctets, outcome, units } from '../text.ts';

/** Longer text is shown by its length. */
const LONGEST = 600;

/** Parameters by their names, as the cluster manager passes them. */
export function asVariables(parameters: Variables): Variables {
  const variables: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(parameters)) variables[`OCF_RESKEY_${name}`] = value;
  return variables;
}

/** What is read of parameters, and what is said of them. */
export function parametersText(variables: Variables, only?: Selection): string {
  return outcome(() => resultText(readParameters(variables, only)));
}

function resultText({ request, problems, warnings }: ReadParameters): string {
  return `${requestText(request)} problems [${shownAll(problems)}] warnings [${shownAll(warnings)}]`;
}

export function shown(text: string | undefined): string {
  if (text === undefined) return '-';
  return text.length > LONGEST ? `(${text.length})` : units(text);
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

function requestText(request: ReadRequest): string {
  const { announcement, cluster } = request;
  return [
    addressText(request.ip),
    addressText(request.baseIp),
    shown(request.nic),
    `${request.isPlainClone}`,
    optional(request.prefixLength),
    broadcastText(request.broadcast),
    shown(request.label),
    optional(request.routeProtocol),
    `${request.noPrefixRoute}`,
    `${request.skipDetection}`,
    `${request.preferredLifetime}`,
    optional(request.addressLabel),
    `${request.flushRoutes}`,
    `${request.lvsSupport}`,
    `${request.checkLinkStatus}`,
    `${request.probe}`,
    shown(request.networkNamespace),
    `${announcement.count}`,
    `${announcement.refreshCount}`,
    `${announcement.interval}`,
    announcement.type,
    `${announcement.background}`,
    cluster.firewall,
    shown(cluster.table),
    shown(cluster.chain),
    optional(cluster.seed),
    optionalOctets(cluster.hardwareAddress),
    `${cluster.mangles}`,
  ].join(' ');
}
