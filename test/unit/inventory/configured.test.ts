import { describe, expect, it } from 'vitest';
import { Configuration } from '../../../lib/cluster/configuration.ts';
import type { Pacemaker } from '../../../lib/cluster/pacemaker.ts';
import { parseXml } from '../../../lib/cluster/xml.ts';
import { configuredVirtualIps } from '../../../lib/inventory/configured.ts';

const pacemaker = (parameter: Pacemaker['parameter']) => ({ parameter }) as unknown as Pacemaker;

async function configured(resources: string, parameter: Pacemaker['parameter'] = () => 'asked') {
  const cib = `<cib><configuration><nodes><node id="1" uname="a"/><node id="2" uname="b"/></nodes>
    <resources>${resources}</resources></configuration></cib>`;
  const configuration = new Configuration(await parseXml(cib, 'the test'));
  return configuredVirtualIps(configuration, pacemaker(parameter), { PATH: '/bin' });
}

const IPADDR2 = 'class="ocf" provider="heartbeat" type="IPaddr2"';
const attributes = (...pairs: readonly (readonly [string, string])[]) =>
  `<instance_attributes id="i">${pairs
    .map(([name, value]) => `<nvpair id="${name}" name="${name}" value="${value}"/>`)
    .join('')}</instance_attributes>`;

describe('the virtual IPs of the configuration', () => {
  it('are those of templates, groups and clones, in order, and nothing else', async () => {
    const found = await configured(`
      <template id="t" ${IPADDR2}>${attributes(['nic', 'eth0'])}</template>
      <clone id="c"><group id="g"><primitive id="a" template="t"/>
        <primitive id="d" class="systemd" type="nginx"/></group></clone>
      <primitive id="b" class="ocf" provider="floatip" type="VirtualIP"/>`);
    expect(found.map(({ resource, agent, containers }) => [resource, agent, containers])).toEqual([
      ['a', 'ocf:heartbeat:IPaddr2', ['g', 'c']],
      ['b', 'ocf:floatip:VirtualIP', []],
    ]);
    expect(found[0]?.variables).toEqual({
      PATH: '/bin',
      OCF_RESKEY_nic: 'eth0',
      OCF_RESKEY_CRM_meta_clone_max: '2',
      OCF_RESKEY_CRM_meta_globally_unique: 'false',
    });
  });

  it('have one entry for each instance that has its own address', async () => {
    const own = attributes(['ip', '192.0.2.10=x'], ['unique_clone_address', 'true']);
    const found = await configured(
      `<clone id="c"><primitive id="a" ${IPADDR2}>${own}</primitive></clone>`,
    );
    expect(found.map(({ instance }) => instance)).toEqual([0, 1]);
    expect(found.map(({ variables }) => variables.OCF_RESKEY_CRM_meta_clone)).toEqual(['0', '1']);
    expect(found[0]?.variables.OCF_RESKEY_ip).toBe('192.0.2.10=x');
    const alone = await configured(`<primitive id="a" ${IPADDR2}>${own}</primitive>`);
    expect(alone.map(({ instance }) => instance)).toEqual([undefined]);
  });

  const ruled = `<primitive id="a" ${IPADDR2}><instance_attributes id="i"><rule id="r"/>
    <nvpair id="n" name="ip" value="192.0.2.10"/></instance_attributes></primitive>`;

  it('have the values of crm_resource if a rule decides', async () => {
    const [found] = await configured(ruled, (id, name) => `${name} of ${id}`);
    expect([found?.variables.OCF_RESKEY_ip, found?.problem]).toEqual(['ip of a', undefined]);
  });

  it('say why the values cannot be read', async () => {
    const [found] = await configured(ruled, () => {
      throw new Error('crm_resource is not in PATH');
    });
    expect(found).toMatchObject({ resource: 'a', problem: 'crm_resource is not in PATH' });
  });
});
