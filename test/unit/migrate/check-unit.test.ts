import { describe, expect, it } from 'vitest';
import type { Direction } from '../../../lib/migrate/agent-name.ts';
import { type Check, checkUnit } from '../../../lib/migrate/check-unit.ts';
import { unitsOf } from '../../../lib/migrate/unit.ts';
import { configurationOf, FLOATIP, meta, type Parts, primitive } from './cib.ts';

async function check(
  parts: Parts,
  direction: Direction = 'apply',
  theirs: readonly string[] = ['ip', 'nic', 'cidr_netmask'],
): Promise<Check> {
  const configuration = await configurationOf(parts);
  const [unit] = unitsOf(configuration, direction);
  if (!unit) throw new Error('no unit');
  return checkUnit(unit, configuration, direction, theirs);
}

const of = (parameters: Readonly<Record<string, string>>) => ({
  resources: primitive('a', parameters),
});

describe('to floatip', () => {
  it('valid parameters have no problems', async () => {
    const { problems, warnings } = await check(of({ ip: '192.0.2.1', nic: 'eth0' }));
    expect([problems, warnings]).toEqual([[], []]);
  });

  it('invalid ones are named, as by validate-all', async () => {
    const { problems } = await check(of({ ip: '192.0.2.999', arp_count: 'many' }));
    expect(problems).toEqual([
      expect.stringContaining('ip="192.0.2.999" is not an IP address'),
      expect.stringContaining('arp_count="many" must be a whole number'),
    ]);
  });

  it('each value that depends on a rule is checked', async () => {
    const rule = (id: string, nic: string) =>
      `<instance_attributes id="${id}"><rule id="${id}-r" score="1"/><nvpair id="${id}-n" name="nic" value="${nic}"/></instance_attributes>`;
    const resources = primitive('a', { ip: '192.0.2.1' }).replace(
      '</primitive>',
      `${rule('x', 'eth0')}${rule('y', 'no/nic')}</primitive>`,
    );
    const { problems } = await check({ resources });
    expect(problems).toEqual([expect.stringContaining('nic="no/nic"')]);
  });

  it('parameters of IPaddr: scripts are refused, the others have no effect', async () => {
    const parameters = { ip: '192.0.2.1', ARP_REPEAT: '3', local_start_script: '/x', foo: '1' };
    const agent = 'class="ocf" provider="heartbeat" type="IPaddr"';
    const { problems, warnings } = await check({ resources: primitive('a', parameters, agent) });
    expect(problems).toEqual([expect.stringContaining('local_start_script="/x" runs a script')]);
    expect(warnings).toEqual([
      'ARP_REPEAT="3" has no effect; write arp_count',
      'foo="1" has no effect: floatip has no such parameter',
      expect.stringContaining('the type changes from IPaddr to IPaddr2'),
    ]);
  });

  const clone = (values: Readonly<Record<string, string>>, parameters = {}) => ({
    resources: `<clone id="k">${meta('k', values)}${primitive('a', { ip: '192.0.2.1', ...parameters })}</clone>`,
  });
  it.each<[string, Parts, string | undefined]>([
    ['shared', clone({ 'globally-unique': 'true' }), undefined],
    ['one instance', clone({ 'clone-max': '1' }), undefined],
    ['anonymous on lo', clone({}, { nic: 'lo' }), undefined],
    ['anonymous', clone({}), 'nic must be an interface without neighbours'],
    ['anonymous, own addresses', clone({}, { unique_clone_address: 'true' }), 'needs a clone'],
    [
      'shared, with lvs_support',
      clone({ 'globally-unique': 'true' }, { lvs_support: 'true' }),
      'lvs_support=true',
    ],
  ])('a clone: %s', async (_, parts, problem) => {
    const { problems } = await check(parts);
    expect(problems).toEqual(problem === undefined ? [] : [expect.stringContaining(problem)]);
  });

  it('enable-startup-probes=false is refused', async () => {
    const options = { 'enable-startup-probes': 'false' };
    const { problems } = await check({ options, ...of({ ip: '192.0.2.1' }) });
    expect(problems).toEqual([expect.stringContaining('enable-startup-probes is false')]);
  });

  it('differences are those of the parameters', async () => {
    const rules = async (parameters: Readonly<Record<string, string>>) =>
      (await check(of(parameters))).differences.map(({ rule }) => rule);
    const label = expect.stringContaining('lvs_ipv6_addrlabel is true by default');
    expect(await rules({ ip: '2001:db8::1' })).toContainEqual(label);
    expect(await rules({ ip: '2001:db8::1', lvs_ipv6_addrlabel: 'false' })).not.toContainEqual(
      label,
    );
    expect(await rules({ ip: '192.0.2.1' })).not.toContainEqual(label);
    const sender = expect.stringContaining('arp_sender has no effect');
    expect(await rules({ ip: '192.0.2.1', arp_sender: 'send_arp' })).toContainEqual(sender);
    expect(await rules({ ip: '192.0.2.1' })).not.toContainEqual(sender);
  });
});

describe('back', () => {
  it('parameters that the other agent does not know are named, with the command and its effect', async () => {
    const reloadable = primitive('a', { ip: '192.0.2.1', arp_type: 'reply', dad: '' }, FLOATIP);
    expect((await check({ resources: reloadable }, 'back')).problems).toEqual([
      'IPaddr2 here does not know arp_type; remove with "pcs resource update RESOURCE arp_type=" (the address stays up)',
    ]);
    const restarting = primitive('a', { ip: '192.0.2.1', metric: '5' }, FLOATIP);
    expect((await check({ resources: restarting }, 'back')).problems).toEqual([
      expect.stringContaining('Pacemaker then restarts the resource, because of metric'),
    ]);
  });

  it('a prefix length in ip is refused; nothing is, if the parameters are not known', async () => {
    const parts = { resources: primitive('a', { ip: '192.0.2.1/24' }, FLOATIP) };
    expect((await check(parts, 'back')).problems).toEqual([
      expect.stringContaining('ip="192.0.2.1/24" contains a prefix length'),
    ]);
    const unknown = { resources: primitive('a', { ip: '192.0.2.1', dad: 'none' }, FLOATIP) };
    expect((await check(unknown, 'back', [])).problems).toEqual([]);
  });
});
