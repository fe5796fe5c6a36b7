/**
 * The meta-data XML (OCF Resource Agent API 1.1), made from the tables. Runs at build time.
 *
 * ra-api-1.dtd, which ocf-tester validates against, only knows API 1.0. The internal subset
 * declares to it the attributes that 1.1 added, and that an action may have another name than those
 * of 1.0; it cannot redefine an element, so that a choice is a string here whose description lists
 * the values. The XML declaration names no encoding: crmsh refuses one.
 */
import { Builder } from 'xml2js';
import { ACTIONS, type Action, META_DATA_TIMEOUT } from './actions.ts';
import { AGENT } from './agent.ts';
import type { Parameter } from './parameter.ts';
import { parameters } from './parameters.ts';

const PROLOG = `<?xml version="1.0"?>
<!DOCTYPE resource-agent SYSTEM "ra-api-1.dtd" [
  <!ATTLIST parameter unique-group CDATA #IMPLIED>
  <!ATTLIST parameter reloadable (1|0) "0">
  <!ATTLIST action name NMTOKEN #REQUIRED>
]>
`;

const META_DATA = { $: { name: 'meta-data', timeout: `${META_DATA_TIMEOUT}s` } };

/** @param version of this program */
export function renderMetaData(version: string): string {
  const builder = new Builder({ headless: true, renderOpts: { pretty: true, indent: '  ' } });
  const document = {
    'resource-agent': {
      $: { name: AGENT.name, version },
      version: AGENT.apiVersion,
      longdesc: text(AGENT.longdesc),
      shortdesc: text(AGENT.shortdesc),
      parameters: { parameter: parameters().map(renderParameter) },
      actions: { action: [...ACTIONS.flatMap(renderAction), META_DATA] },
    },
  };
  return `${PROLOG}${builder.buildObject(document)}\n`;
}

function renderParameter(parameter: Parameter) {
  return {
    $: {
      name: parameter.name,
      ...(parameter.required && { required: '1' }),
      ...(parameter.uniqueGroup && { 'unique-group': parameter.uniqueGroup }),
      ...(parameter.reloadable && { reloadable: '1' }),
    },
    longdesc: text(describeChoices(parameter) + parameter.longdesc),
    shortdesc: text(parameter.shortdesc),
    content: {
      $: {
        type: parameter.type === 'select' ? 'string' : parameter.type,
        ...(parameter.default !== undefined && { default: parameter.default }),
      },
    },
  };
}

function describeChoices({ options }: Parameter): string {
  return options ? `One of ${options.join(', ')}.\n` : '';
}

/** An element for each depth. */
function renderAction({ name, timeout, interval, depths }: Action) {
  const attributes = {
    name,
    timeout: `${timeout}s`,
    ...(interval !== undefined && { interval: `${interval}s` }),
  };
  if (!depths) return [{ $: attributes }];
  return depths.map((depth) => ({ $: { ...attributes, depth: `${depth}` } }));
}

function text(content: string) {
  return { $: { lang: 'en' }, _: content };
}
