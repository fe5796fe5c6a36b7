/**
 * The parameters and defaults in the meta-data of VirtualIP, compared with those of the installed IPaddr2. The
 * differences must be those that DEFAULT_DIFFERENCES lists.
 */
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { parseStringPromise } from 'xml2js';
import { IPADDR2, VIRTUAL_IP } from '../../lab/agent.ts';
import { DELIBERATE } from '../../ocf-metadata/deliberate-differences.ts';
import { DEFAULT_DIFFERENCES } from './default-differences.ts';
import { ipaddr2Version } from './ipaddr2-version.ts';
import { Records } from './records.ts';

interface MetaData {
  readonly 'resource-agent': {
    readonly parameters: readonly {
      readonly parameter: readonly {
        readonly $: { readonly name: string };
        readonly content: readonly { readonly $: { readonly default?: string } }[];
      }[];
    }[];
  };
}

/** IPaddr2 needs OCF_ROOT, and its functions need PATH. */
const ENVIRONMENT = { OCF_ROOT: '/usr/lib/ocf', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };

/** The defaults by the parameter's name; empty without a default, which is the same as an empty one. */
async function defaultsOf(agent: string): Promise<Map<string, string>> {
  const { stdout } = await execa(agent, ['meta-data'], { env: ENVIRONMENT, extendEnv: false });
  const metaData: MetaData = await parseStringPromise(stdout);
  const [list] = metaData['resource-agent'].parameters;
  const defaults = new Map<string, string>();
  for (const { $, content } of list?.parameter ?? []) {
    defaults.set($.name, content[0]?.$.default ?? '');
  }
  return defaults;
}

const [ours, theirs] = await Promise.all([defaultsOf(VIRTUAL_IP), defaultsOf(IPADDR2)]);

it('VirtualIP has each parameter of IPaddr2', () => {
  expect(theirs.size).toBeGreaterThan(0);
  expect([...theirs.keys()].filter((name) => !ours.has(name))).toEqual([]);
});

it('the defaults differ only as listed', async () => {
  const listed = Object.entries(DEFAULT_DIFFERENCES).map(([name, { virtualIp, ipaddr2 }]) =>
    differenceText(name, virtualIp, ipaddr2),
  );
  const found = [...theirs]
    .filter(([name, value]) => ours.has(name) && ours.get(name) !== value)
    .map(([name, value]) => differenceText(name, ours.get(name) ?? '', value));
  expect(found.filter((line) => !listed.includes(line))).toEqual([]);
  // Another version may have fewer differences.
  if ((await ipaddr2Version()) !== Records.kept().version) return;
  expect(listed.filter((line) => !found.includes(line))).toEqual([]);
});

it.each(Object.entries(DEFAULT_DIFFERENCES))('docs/differences.md names %s', (name, { reason }) => {
  const { rule, ipaddr2 } = DELIBERATE[reason];
  expect(rule).toContain(name);
  expect(ipaddr2).toContain(name);
});

function differenceText(name: string, virtualIp: string, ipaddr2: string): string {
  return `${name}: "${virtualIp}" instead of "${ipaddr2}"`;
}
