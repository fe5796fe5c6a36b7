/** Reads parameters in the form in which Pacemaker passes them. */

import type { BooleanParameter, IntegerParameter } from '../../../build/names.ts';
import { checkReasonLength } from '../../../lab/reason-length.ts';
import type { Variables } from '../../../lib/ocf/environment.ts';
import {
  type ReadParameters,
  readParameters,
  type Strictness,
} from '../../../lib/ocf/read-parameters.ts';
import type { VipRequest } from '../../../lib/ocf/request.ts';
import { parameters } from '../../../ocf-metadata/parameters.ts';
import type { RequestValues } from '../ocf/golden/defaults.ts';

export { DEFAULTS } from '../ocf/golden/defaults.ts';

/** The environment variables of parameters. */
export function reskeys(parameters: Variables): Variables {
  const entries = Object.entries(parameters);
  return Object.fromEntries(entries.map(([name, value]) => [`OCF_RESKEY_${name}`, value]));
}

export function read(parameters: Variables, strictness?: Strictness): ReadParameters {
  const result = readParameters(reskeys(parameters), strictness);
  for (const problem of result.problems) checkReasonLength(problem);
  return result;
}

/** The result of readParameters with the request as a record. */
export interface ReadValues extends Omit<ReadParameters, 'request'> {
  readonly request: RequestValues | undefined;
}

export function readValues(parameters: Variables, strictness?: Strictness): ReadValues {
  const { request, problems, warnings } = read(parameters, strictness);
  return { request: request && valuesOf(request), problems, warnings };
}

/** The values of valid parameters. Throws if there are problems. */
export function valuesFrom(parameters: Variables): RequestValues {
  const { request, problems } = readValues(parameters);
  if (!request || problems.length > 0) throw new Error(problems.join('; '));
  return request;
}

export function valuesOf(request: VipRequest): RequestValues {
  return {
    ip: request.ip,
    baseIp: request.baseIp,
    nic: request.nic,
    prefixLength: request.prefixLength,
    broadcast: request.broadcast,
    label: request.label,
    routeProtocol: request.routeProtocol,
    networkNamespace: request.networkNamespace,
    isPlainClone: request.isPlainClone,
    hashSeed: request.hashSeed,
    sharedMac: request.sharedMac,
    announceTo: request.announceTo,
    arpType: request.arpType(),
    onConflict: request.onConflict(),
    lateRounds: request.lateRounds(),
    preferredLifetime: request.preferredLifetime(),
    routeMetric: request.routeMetric(),
    addressLabel: request.addressLabel(),
    firewall: request.firewall(),
    dad: request.dad(),
    clusterip_table: request.text('clusterip_table'),
    clusterip_chain: request.text('clusterip_chain'),
    ...valuesByName(INTEGERS, (name) => request.integer(name)),
    ...valuesByName(BOOLEANS, (name) => request.boolean(name)),
  };
}

const namesOf = (type: string) =>
  parameters()
    .filter((row) => row.type === type)
    .map(({ name }) => name);
const INTEGERS = namesOf('integer') as IntegerParameter[];
const BOOLEANS = namesOf('boolean') as BooleanParameter[];

function valuesByName<Name extends string, Value>(
  names: readonly Name[],
  readValue: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, readValue(name)])) as Record<Name, Value>;
}

/** Mandatory line breaks (UAX #14). */
export const LINE_BREAK = /[\n\r\v\f\u0085\u2028\u2029]/;
