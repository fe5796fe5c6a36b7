import { expect, it } from 'vitest';
import { checkUnit } from '../../../lib/migrate/check-unit.ts';
import { planText } from '../../../lib/migrate/plan-text.ts';
import { unitsOf } from '../../../lib/migrate/unit.ts';
import { configurationOf, IPADDR2, primitive } from './cib.ts';

const RESOURCES = `<template id="t" ${IPADDR2}/>${primitive('m', { ip: '192.0.2.2' }, 'template="t"')}
  <group id="g">${primitive('a', { ip: '192.0.2.1', arp_sender: 'send_arp' })}</group>
  <clone id="k"><meta_attributes id="x"><nvpair id="y" name="globally-unique" value="true"/></meta_attributes>
  ${primitive('c', { ip: '192.0.2.3' })}</clone>${primitive('bad', { ip: 'here' })}`;

async function plan(wasInMaintenance = false): Promise<string[]> {
  const configuration = await configurationOf({ resources: RESOURCES });
  const checks = unitsOf(configuration, 'apply').map((unit) =>
    checkUnit(unit, configuration, 'apply', []),
  );
  return planText(checks, wasInMaintenance).split('\n');
}

it('names each unit, its place, and why it cannot be migrated', async () => {
  const lines = await plan();
  expect(lines.slice(0, 5)).toEqual([
    'template t (m): ocf:heartbeat:IPaddr2 -> ocf:floatip:IPaddr2',
    'a: ocf:heartbeat:IPaddr2 -> ocf:floatip:IPaddr2, in group g',
    expect.stringMatching(/^ {2}warning: arp_sender="send_arp"/),
    'c: ocf:heartbeat:IPaddr2 -> ocf:floatip:IPaddr2, in clone k',
    'bad: ocf:heartbeat:IPaddr2: cannot be migrated',
  ]);
  expect(lines[5]).toMatch(/^ {2}error: ip="here" is not an IP address/);
});

it('shows a difference once, with the resources that it concerns', async () => {
  const lines = await plan();
  expect(lines.filter((line) => line.includes('arp_sender has no effect'))).toEqual([
    expect.stringMatching(/^- a: /),
  ]);
  expect(lines.filter((line) => line.includes('check_link_status=false'))).toEqual([
    expect.stringMatching(/^- all: /),
  ]);
});

it('has the commands for pcs and crm, of those that can be migrated', async () => {
  const lines = await plan();
  const at = lines.indexOf('  with pcs:');
  expect(lines.slice(at + 1, at + 9)).toEqual([
    '    pcs property set maintenance-mode=true',
    `    cibadmin --modify --scope resources --xml-text '<template id="t" provider="floatip"/>'`,
    '    pcs resource refresh m --strict',
    `    cibadmin --modify --scope resources --xml-text '<primitive id="a" provider="floatip"/>'`,
    '    pcs resource refresh a --strict',
    `    cibadmin --modify --scope resources --xml-text '<primitive id="c" provider="floatip"/>'`,
    '    pcs resource refresh c',
    '    crm_mon --one-shot --inactive',
  ]);
  expect(lines).toContain('    crm resource refresh c');
  expect(lines).toContain('    crm configure property maintenance-mode=false');
  expect(lines.join('\n')).not.toContain('"bad" provider');
});

it('leaves a maintenance-mode that is set already', async () => {
  expect((await plan(true)).filter((line) => line.includes('maintenance-mode='))).toEqual([]);
});
