import { expect, it } from 'vitest';
import { fullName } from '../../../lib/migrate/agent-name.ts';
import { selectUnits, unitsOf } from '../../../lib/migrate/unit.ts';
import { configurationOf, FLOATIP, IPADDR2, primitive } from './cib.ts';

const IP = { ip: '192.0.2.1' };
const RESOURCES = `
  <template id="t" ${IPADDR2}/>${primitive('m1', IP, 'template="t"')}${primitive('m2', IP, 'template="t"')}
  ${primitive('a', IP)}<group id="g">${primitive('b', IP)}<primitive id="d" class="ocf" provider="heartbeat" type="Dummy"/></group>
  <clone id="k">${primitive('c', IP)}</clone>
  ${primitive('old', IP, 'class="ocf" provider="heartbeat" type="IPaddr"')}
  ${primitive('ours', IP, FLOATIP)}${primitive('named', IP, 'class="ocf" provider="floatip" type="VirtualIP"')}`;

const ids = (units: ReturnType<typeof unitsOf>) => units.map(({ definition }) => definition.id);

it('all resources of IPaddr2 and IPaddr are units, a template with those that are made from it', async () => {
  const configuration = await configurationOf({ resources: RESOURCES });
  const units = unitsOf(configuration, 'apply');
  expect(ids(units)).toEqual(['t', 'a', 'b', 'c', 'old']);
  expect(units[0]?.members.map(({ id }) => id)).toEqual(['m1', 'm2']);
  expect(units.map(({ to }) => fullName(to))).toEqual(Array(5).fill('ocf:floatip:IPaddr2'));
});

it('those of floatip are the units of the way back; a tag knows which were of IPaddr', async () => {
  const tags = '<tags><tag id="floatip-from-IPaddr"><obj_ref id="named"/></tag></tags>';
  const configuration = await configurationOf({ resources: RESOURCES, more: tags });
  const units = unitsOf(configuration, 'back');
  expect(units.map(({ definition, to }) => [definition.id, fullName(to)])).toEqual([
    ['ours', 'ocf:heartbeat:IPaddr2'],
    ['named', 'ocf:heartbeat:IPaddr'],
  ]);
});

it('names are those of resources, templates, groups and clones', async () => {
  const configuration = await configurationOf({ resources: RESOURCES });
  const selected = (...names: string[]) => ids(selectUnits(configuration, 'apply', names));
  expect(selected('a')).toEqual(['a']);
  expect(selected('g', 'k')).toEqual(['b', 'c']);
  expect(selected('t')).toEqual(['t']);
  expect(selected('m1', 'm2')).toEqual(['t']);
  expect(selected('ours')).toEqual([]);
  expect(() => selected('m1')).toThrow(
    'template t gives its agent to m2 as well: name t to change all of them',
  );
  expect(() => selected('z')).toThrow('the cluster has no resource "z"');
  expect(() => selected('d')).toThrow('d is ocf:heartbeat:Dummy, not of ocf:heartbeat:IPaddr2');
});
