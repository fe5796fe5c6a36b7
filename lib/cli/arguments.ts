/** Parameters as arguments, in the notation of pcs: `ip=192.0.2.10 nic=eth0`. */
import { OCF_ERR_ARGS } from '../../ocf-metadata/exit-status.ts';
import { parameters } from '../../ocf-metadata/parameters.ts';
import type { Variables } from '../ocf/environment.ts';
import { Refusal } from '../ocf/refusal.ts';
import { isLetter } from '../wire/characters.ts';
import { nearestName } from './nearest-name.ts';

/** Environment variables that an action receives; OCF variables of the caller are dropped. */
const KEPT = ['HA_RSCTMP', 'PATH'] as const;

/** Also accepted: the old name of cidr_netmask, and the meta attributes of a clone. */
const ALSO_KNOWN = ['netmask', 'CRM_meta_clone', 'CRM_meta_clone_max', 'CRM_meta_globally_unique'];

/** Returns the environment of an action. @throws Refusal */
export function variablesFromWords(words: readonly string[], environment: Variables): Variables {
  // 0 would be a probe, which prints no reason.
  const variables: Record<string, string | undefined> = { OCF_RESKEY_CRM_meta_interval: '1' };
  for (const name of KEPT) variables[name] = environment[name];
  const known = [...parameters().map(({ name }) => name), ...ALSO_KNOWN];
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals < 1) throw invalid(`"${word}" is not a parameter; write name=value`);
    const name = word.slice(0, equals);
    if (!known.includes(name)) {
      const nearest = nearestName(name, known);
      const advice = nearest ? `did you mean ${nearest}?` : 'floatip --help lists them';
      throw invalid(`unknown parameter ${name}; ${advice}`);
    }
    const key = `OCF_RESKEY_${name}`;
    if (variables[key] !== undefined) throw invalid(`parameter ${name} is given twice`);
    variables[key] = word.slice(equals + 1);
  }
  return variables;
}

/** The name of a resource of the cluster, if the words are one. */
export function resourceIn(words: readonly string[]): string | undefined {
  const [only = '', another] = words;
  return another === undefined && isResourceName(only) ? only : undefined;
}

/** Whether it is no parameter and no address: an id in XML begins with a letter or _, and has no colon. */
function isResourceName(word: string): boolean {
  const first = word.charCodeAt(0);
  return (isLetter(first) || word.startsWith('_')) && !word.includes('=') && !word.includes(':');
}

function invalid(reason: string): Refusal {
  return new Refusal(OCF_ERR_ARGS, reason);
}
