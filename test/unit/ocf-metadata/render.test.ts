import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseStringPromise } from 'xml2js';
import { ACTIONS } from '../../../ocf-metadata/actions.ts';
import type { Parameter } from '../../../ocf-metadata/parameter.ts';
import { parameters } from '../../../ocf-metadata/parameters.ts';
import { renderMetaData } from '../../../ocf-metadata/render.ts';

const VERSION = '1.2.3';
const XML = renderMetaData(VERSION);
const TABLE: readonly Parameter[] = parameters();

interface Text {
  readonly _: string;
  readonly $: { readonly lang: string };
}
interface ParameterElement {
  readonly $: Readonly<Record<string, string>>;
  readonly longdesc: readonly Text[];
  readonly shortdesc: readonly Text[];
  readonly content: readonly { readonly $: Readonly<Record<string, string>> }[];
}
interface Agent {
  readonly $: Readonly<Record<string, string>>;
  readonly version: readonly string[];
  readonly parameters: readonly { readonly parameter: readonly ParameterElement[] }[];
  readonly actions: readonly {
    readonly action: readonly { readonly $: Readonly<Record<string, string>> }[];
  }[];
}

let agent: Agent;
let elements: readonly ParameterElement[];
beforeAll(async () => {
  agent = (await parseStringPromise(XML))['resource-agent'];
  elements = agent.parameters[0]?.parameter ?? [];
});

describe('meta-data', () => {
  it('names the agent, its version and the version of the API', () => {
    expect(agent.$).toEqual({ name: 'VirtualIP', version: VERSION });
    expect(agent.version).toEqual(['1.1']);
  });

  it('has all parameters, in the order of the table', () => {
    expect(elements.map((element) => element.$.name)).toEqual(TABLE.map(({ name }) => name));
  });

  it.each(TABLE)('$name: the default is that of the table', (parameter) => {
    const element = elements.find(({ $ }) => $.name === parameter.name);
    expect(element?.content[0]?.$.default).toBe(parameter.default);
  });

  it.each(TABLE)('$name: the attributes are those of the table', (parameter) => {
    const element = elements.find(({ $ }) => $.name === parameter.name);
    expect(element?.$.required).toBe(parameter.required && '1');
    expect(element?.$['unique-group']).toBe(parameter.uniqueGroup);
    expect(element?.$.reloadable).toBe(parameter.reloadable && '1');
    const type = parameter.type === 'select' ? 'string' : parameter.type;
    expect(element?.content[0]?.$.type).toBe(type);
  });

  it.each(TABLE)('$name: has its descriptions, all its choices, and its default', (parameter) => {
    const element = elements.find(({ $ }) => $.name === parameter.name);
    expect(element?.shortdesc).toEqual([{ $: { lang: 'en' }, _: parameter.shortdesc }]);
    const longdesc = element?.longdesc[0]?._ ?? '';
    expect(longdesc).toContain(parameter.longdesc);
    for (const option of parameter.options ?? []) expect(longdesc).toContain(option);
    const { default: value } = parameter;
    expect(longdesc.includes('Default: ')).toBe(value !== undefined);
    if (value !== undefined) expect(longdesc.endsWith(`\nDefault: ${value}.`)).toBe(true);
  });

  it('has all actions, with their timeouts and intervals, and an element for each depth', () => {
    expect(agent.actions[0]?.action.map(({ $ }) => $)).toEqual([
      { name: 'start', timeout: '20s' },
      { name: 'stop', timeout: '20s' },
      { name: 'reload-agent', timeout: '20s' },
      { name: 'status', timeout: '20s', interval: '10s', depth: '0' },
      { name: 'monitor', timeout: '20s', interval: '10s', depth: '0' },
      { name: 'validate-all', timeout: '20s', depth: '0' },
      { name: 'validate-all', timeout: '20s', depth: '10' },
      { name: 'meta-data', timeout: '5s' },
    ]);
  });

  it('has every action of the table', () => {
    const names = agent.actions[0]?.action.map(({ $ }) => $.name);
    for (const { name } of ACTIONS) expect(names).toContain(name);
  });

  it.each(['start', 'stop', 'monitor', 'validate-all', 'meta-data'])(
    'has the action %s, which the standard requires',
    (name) => {
      expect(agent.actions[0]?.action.map(({ $ }) => $.name)).toContain(name);
    },
  );

  it('has no encoding declaration, which crmsh would refuse', () => {
    expect(XML.split('\n')[0]).toBe('<?xml version="1.0"?>');
  });

  it('is the same each time', () => {
    expect(renderMetaData(VERSION)).toBe(XML);
  });

  it('escapes XML markup', async () => {
    const parsed = await parseStringPromise(renderMetaData('<1> & "2"'));
    expect(parsed['resource-agent'].$.version).toBe('<1> & "2"');
  });
});

describe('xmllint', () => {
  it('accepts it as well-formed', async () => {
    const { stderr } = await execa('xmllint', ['--nonet', '--noout', '-'], { input: XML });
    expect(stderr).toBe('');
  });

  it('accepts it as valid by ra-api-1.dtd, as ocf-tester does', async () => {
    const options = { input: XML, cwd: '/usr/share/resource-agents' };
    const { stderr } = await execa('xmllint', ['--noout', '--valid', '-'], options);
    expect(stderr).toBe('');
  });

  it('accepts it as valid by ocf-1.1.rng, as pcs does', async () => {
    const schema = ['--relaxng', '/usr/share/pcs/data/ocf-1.1.rng'];
    const args = ['--nonet', '--noout', ...schema, '-'];
    const { stderr } = await execa('xmllint', args, { input: XML });
    expect(stderr).toContain('- validates');
  });
});
