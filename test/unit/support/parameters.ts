import { brief } from '../../../lab/brief.ts';
import type { Variables } from '../../../lib/ocf/environment.ts';
import { type ReadParameters, readParameters } from '../../../lib/ocf/read-parameters.ts';

export { DEFAULTS } from '../ocf/golden/defaults.ts';

/** Parameters by their names, as the cluster manager passes them. */
export function reskeys(parameters: Variables): Variables {
  const entries = Object.entries(parameters);
  return Object.fromEntries(entries.map(([name, value]) => [`OCF_RESKEY_${name}`, value]));
}

export function read(parameters: Variables): ReadParameters {
  const result = readParameters(reskeys(parameters));
  for (const problem of result.problems) brief(problem);
  return result;
}

/** Everything that ends a line somewhere (UAX #14, mandatory breaks). */
export const LINE_BREAK = /[\n\r\v\f\u0085\u2028\u2029]/;
