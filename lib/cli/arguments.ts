/** `ip=192.0.2.10 nic=eth0`: parameters as words, written as for pcs. */
import { PARAMETER_NAMES } from '../../ocf-metadata/parameters.ts';
import type { Variables } from '../ocf/environment.ts';
import { nearestName } from './nearest-name.ts';

/** A command line that is wrong; the message says how to mend it. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/** What of the environment an action by hand keeps: where state and log go, and nothing of OCF. */
const KEPT = ['HA_RSCTMP', 'PATH'] as const;

/** What is no parameter, but matters: the old name of cidr_netmask, and what a clone's instance is told. */
const ALSO_KNOWN = ['netmask', 'CRM_meta_clone', 'CRM_meta_clone_max', 'CRM_meta_globally_unique'];

/** The value of a parameter, if it is given. */
export function wordOf(words: readonly string[], name: string): string | undefined {
  return words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

export function variablesFromWords(words: readonly string[], environment: Variables): Variables {
  // Not 0: who asks by hand wants to know why, which a probe does not say.
  const variables: Record<string, string | undefined> = { OCF_RESKEY_CRM_meta_interval: '1' };
  for (const name of KEPT) variables[name] = environment[name];
  const known = [...PARAMETER_NAMES, ...ALSO_KNOWN];
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals < 1) throw new ArgumentError(`"${word}" is no parameter; write name=value`);
    const name = word.slice(0, equals);
    if (!known.includes(name)) {
      const nearest = nearestName(name, known);
      const advice = nearest ? `did you mean ${nearest}?` : 'floatip --help lists them';
      throw new ArgumentError(`unknown parameter ${name}; ${advice}`);
    }
    const key = `OCF_RESKEY_${name}`;
    if (variables[key] !== undefined) throw new ArgumentError(`"${name}" is given twice`);
    variables[key] = word.slice(equals + 1);
  }
  return variables;
}
