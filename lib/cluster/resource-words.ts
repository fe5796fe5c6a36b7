/** The parameters of a resource of the cluster, as words of the command line. */
import { OCF_ERR_ARGS } from '../../ocf-metadata/exit-status.ts';
import { quotedText } from '../ocf/quote.ts';
import { Refusal } from '../ocf/refusal.ts';
import { agentOf, type Configuration, isVirtualIp, type Resource } from './configuration.ts';
import type { Pacemaker } from './pacemaker.ts';

/** `name=value` for each parameter. @throws Refusal if there is no such virtual IP */
export function resourceWords(
  id: string,
  configuration: Configuration,
  pacemaker: Pacemaker,
): readonly string[] {
  return wordsOf(virtualIp(id, configuration), configuration, pacemaker);
}

/** `name=value` for each parameter, and for the meta attributes of a clone. @throws Error */
export function wordsOf(
  resource: Resource,
  configuration: Configuration,
  pacemaker: Pacemaker,
): readonly string[] {
  const { values, conditional } = configuration.parameters(resource);
  const words: string[] = [];
  for (const [name, value] of values) {
    if (!conditional.includes(name)) words.push(`${name}=${value}`);
  }
  const asked: string[] = [];
  for (const name of conditional) {
    if (asked.includes(name)) continue;
    asked.push(name);
    const value = pacemaker.parameter(resource.id, name);
    if (value !== undefined) words.push(`${name}=${value}`);
  }
  return [...words, ...cloneWords(resource, configuration)];
}

function virtualIp(id: string, configuration: Configuration): Resource {
  const resource = configuration.primitive(id);
  const listed = '"floatip list" lists the virtual IPs';
  if (!resource) {
    throw new Refusal(OCF_ERR_ARGS, `the cluster has no resource ${quotedText(id)}; ${listed}`);
  }
  if (isVirtualIp(resource)) return resource;
  const agent = agentOf(resource);
  throw new Refusal(OCF_ERR_ARGS, `resource ${id} is ${agent}, not a virtual IP; ${listed}`);
}

/** The meta attributes that Pacemaker passes to the agent, by which it knows a shared address. */
function cloneWords(resource: Resource, configuration: Configuration): string[] {
  if (!resource.containers.some(({ kind }) => kind === 'clone')) return [];
  const meta = configuration.metaAttributes(resource).values;
  const nodes = configuration.section('nodes')?.all('node').length ?? 1;
  return [
    `CRM_meta_clone_max=${meta.get('clone-max') ?? nodes}`,
    `CRM_meta_globally_unique=${meta.get('globally-unique') ?? 'false'}`,
  ];
}
