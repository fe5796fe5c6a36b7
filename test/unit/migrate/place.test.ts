import { describe, expect, it } from 'vitest';
import { statusIn } from '../../../lib/cluster/status.ts';
import { parseXml } from '../../../lib/cluster/xml.ts';
import { obstacles, placesOf, placesText, samePlaces } from '../../../lib/migrate/place.ts';
import { unitsOf } from '../../../lib/migrate/unit.ts';
import { configurationOf, primitive } from './cib.ts';

async function unitAnd(more = '') {
  const configuration = await configurationOf({
    resources: `<clone id="k">${primitive('vip', { ip: '192.0.2.1' })}</clone>`,
    more,
  });
  const [unit] = unitsOf(configuration, 'apply');
  if (!unit) throw new Error('no unit');
  return { unit, configuration };
}

const resource = (id: string, more: string, ...nodes: string[]) =>
  `<resource id="${id}" active="true" ${more}>${nodes.map((name) => `<node name="${name}"/>`).join('')}</resource>`;

async function statusOf(resources: string, history = '') {
  const text = `<r><resources>${resources}</resources><node_history>${history}</node_history></r>`;
  return statusIn(await parseXml(text, 'the test'));
}

it('the places are those of the primitive and its instances', async () => {
  const { unit } = await unitAnd();
  const status = await statusOf(
    `<clone>${resource('vip:0', '', 'node2')}${resource('vip', '', 'node1')}</clone>${resource('other', '', 'node1')}`,
  );
  const places = placesOf(unit, status);
  expect(places).toEqual([
    { id: 'vip:0', node: 'node2' },
    { id: 'vip', node: 'node1' },
  ]);
  expect(samePlaces(places, [...places].reverse())).toBe(true);
  expect(samePlaces(places, places.slice(1))).toBe(false);
  expect([placesText(places), placesText([])]).toEqual(['on node2, node1', 'on no node']);
});

describe('obstacles', () => {
  const found = async (resources: string, history = '', constraints = '') => {
    const { unit, configuration } = await unitAnd(`<constraints>${constraints}</constraints>`);
    return obstacles(unit, await statusOf(resources, history), configuration);
  };

  it('are none for a resource that runs or is stopped, nor those of another', async () => {
    const other = '<node name="node1"><resource_history id="other" fail-count="2"/></node>';
    expect(
      await found(resource('vip', '', 'node1') + resource('o', 'failed="true"'), other),
    ).toEqual([]);
    expect(await found('<resource id="vip" orphaned="true"/>')).toEqual([]);
  });

  it('are failures and fail-counts', async () => {
    expect(await found(resource('vip', 'failed="true"'))).toEqual([
      expect.stringContaining('vip has failed'),
    ]);
    expect(await found(resource('vip', 'blocked="true"'))).toEqual([
      expect.stringContaining('vip has failed'),
    ]);
    expect(await found(resource('vip', 'orphaned="true"'))).toEqual([
      expect.stringContaining('was removed from the configuration'),
    ]);
    const history = '<node name="node2"><resource_history id="vip" fail-count="2"/></node>';
    expect(await found(resource('vip', ''), history)).toEqual([
      expect.stringContaining('vip has a fail-count of 2 on node2'),
    ]);
  });

  it('are nodes without probes, if the resource is there', async () => {
    const never =
      '<rsc_location id="l" rsc="k" node="node1" score="0" resource-discovery="never"/>';
    expect(await found(resource('vip', '', 'node2'), '', never)).toEqual([]);
    expect(await found(resource('vip', '', 'node1'), '', never)).toEqual([
      expect.stringContaining('resource-discovery=never'),
    ]);
  });
});
