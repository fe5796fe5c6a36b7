/**
 * Renders the meta-data XML (OCF Resource Agent API 1.1) from the tables, at build time.
 *
 * ocf-tester validates against ra-api-1.dtd, the DTD of API 1.0. The internal subset declares the attributes
 * that API 1.1 added, and allows other action names. It cannot redefine an element: a parameter of type select
 * is therefore a string whose description lists the values. The XML declaration has no encoding: crmsh refuses
 * one.
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
    longdesc: text(describeChoices(parameter) + parameter.longdesc + describeDefault(parameter)),
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

/** pcs shows the descriptions only, and crm the default beside the type: for crm, this is the last line. */
function describeDefault({ default: value }: Parameter): string {
  return value === undefined ? '' : `\nDefault: ${value}.`;
}

/** Returns an element for each depth (OCF_CHECK_LEVEL). */
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
