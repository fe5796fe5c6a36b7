import { describe, expect, it } from 'vitest';
import type { Pacemaker } from '../../../lib/cluster/pacemaker.ts';
import { actionsIn, ClusterControl, withOption } from '../../../lib/migrate/cluster-control.ts';
import type { Mark } from '../../../lib/migrate/mark.ts';
import { unitsOf } from '../../../lib/migrate/unit.ts';
import { configurationOf, primitive } from './cib.ts';

/** The arguments of each call. Queries find what `there` contains. */
function recorder(there: readonly string[] = []) {
  const calls: string[] = [];
  const answer = (args: readonly string[]) => {
    const found = there.some((text) => args.join(' ').includes(text));
    return { succeeded: found, output: found ? 'by=me' : '', complaint: '' };
  };
  const pacemaker = {
    run: (name: string, args: readonly string[]) => {
      calls.push([name, ...args].join(' '));
      return '';
    },
    attempt: (_: string, args: readonly string[]) => answer(args),
  } as unknown as Pacemaker;
  return { control: new ClusterControl(pacemaker), calls };
}

const MARK: Mark = {
  unit: 'vip',
  agent: { provider: 'heartbeat', type: 'IPaddr2' },
  maintenance: undefined,
  owner: 'me',
  isFinished: false,
};
const OPTION = { set: 's', id: 's-m', value: undefined };

describe('maintenance-mode', () => {
  it('is set together with the mark', () => {
    const { control, calls } = recorder();
    control.enterMaintenance(OPTION, MARK);
    expect(calls).toEqual([
      'cibadmin --modify --allow-create --xml-text <cib><configuration><crm_config>' +
        '<cluster_property_set id="s"><nvpair id="s-m" name="maintenance-mode" value="true"/></cluster_property_set>' +
        '<cluster_property_set id="floatip-migration"><nvpair id="floatip-migration-state" name="floatip-migration" ' +
        'value="resource=vip was=heartbeat:IPaddr2 maintenance-mode=unset by=me"/></cluster_property_set>' +
        '</crm_config></configuration></cib>',
    ]);
  });

  it('gets its former value, then the mark is removed', () => {
    const { control, calls } = recorder(['floatip-migration', 's-m']);
    control.leaveMaintenance(OPTION, { ...MARK, maintenance: 'yes' });
    control.removeMark(OPTION, { ...MARK, maintenance: 'yes' });
    expect(calls).toEqual([
      expect.stringMatching(/ value="yes".* finished=true"/),
      "cibadmin --delete --xpath /cib/configuration/crm_config/cluster_property_set[@id='floatip-migration'][nvpair[contains(@value,'by=me')]]",
    ]);
  });

  it('is removed if it was not set, unless somebody has set it', () => {
    const { control, calls } = recorder(['floatip-migration', 's-m']);
    control.leaveMaintenance(OPTION, MARK);
    control.removeMark(OPTION, MARK);
    expect(calls[1]).toMatch(/--delete .*nvpair\[@id='s-m'\]\[@value='false'\]$/);
    expect(calls).toHaveLength(3);
  });
});

describe('the agent', () => {
  const agents = async (resources: string) => {
    const [unit] = unitsOf(await configurationOf({ resources }), 'apply');
    if (!unit) throw new Error('no unit');
    const { control, calls } = recorder();
    control.setAgent(unit, unit.to);
    return calls;
  };

  it('is changed in its place', async () => {
    const group = `<clone id="k"><group id="g">${primitive('a', { ip: '192.0.2.1' })}</group></clone>`;
    expect(await agents(group)).toEqual([
      'cibadmin --modify --allow-create --xml-text <cib><configuration><resources><clone id="k"><group id="g">' +
        '<primitive id="a" provider="floatip" type="IPaddr2"/></group></clone></resources></configuration></cib>',
    ]);
  });

  it('of IPaddr leaves a tag', async () => {
    const old = 'class="ocf" provider="heartbeat" type="IPaddr"';
    const [call] = await agents(primitive('a', { ip: '192.0.2.1' }, old));
    expect(call).toContain('<tags><tag id="floatip-from-IPaddr"><obj_ref id="a"/></tag></tags>');
  });
});

it('the mark of another process is not ours', () => {
  expect(recorder(['floatip-migration-state']).control.isMarkedBy('me')).toBe(true);
  expect(recorder(['floatip-migration-state']).control.isMarkedBy('you')).toBe(false);
  expect(recorder().control.isMarkedBy('me')).toBe(false);
});

it('actionsIn finds the actions of crm_simulate', () => {
  const actions = '<actions><rsc_action action="Reload" resource="a"/></actions>';
  const transition = '<transition><rsc_action resource="a" op="monitor"/></transition>';
  expect(actionsIn(`<r><s/>${actions}${transition}<s/></r>`)).toBe(
    `<plan>${actions}${transition}</plan>`,
  );
  expect(actionsIn('<r><actions/><transition/><s/></r>')).toBe('<plan><actions/></plan>');
  expect(() => actionsIn('<r/>')).toThrow('no list of actions');
});

it('plannedActions has the actions in lower case, and probes', async () => {
  const pacemaker = {
    run: (name: string, _: readonly string[], input: string) => {
      if (name === 'cibadmin')
        return '<cib><nvpair id="s-m" name="maintenance-mode" value="true"/></cib>';
      expect(input).toContain('value="false"');
      return `<r><actions><rsc_action action="Move" resource="a" source="n1" dest="n2"/></actions><transition>
        <rsc_action resource="b" op="monitor" node="n1"/><rsc_action resource="b" op="monitor" node="n1" interval="10"/>
        </transition></r>`;
    },
  } as unknown as Pacemaker;
  expect(await new ClusterControl(pacemaker).plannedActions(OPTION)).toEqual([
    { name: 'move', resource: 'a', node: 'n2' },
    { name: 'probe', resource: 'b', node: 'n1' },
  ]);
});

it('withOption changes one value', () => {
  const cib = '<a><nvpair id="x" name="m" value="1"/><nvpair name="n" value="2" id="y"/></a>';
  expect(withOption(cib, 'x', '7')).toBe(cib.replace('"1"', '"7"'));
  expect(withOption(cib, 'y', '7')).toBe(cib.replace('"2"', '"7"'));
  expect(() => withOption(cib, 'z', '7')).toThrow('no option with the id z');
});
