import { describe, expect, it } from 'vitest';
import {
  agentOf,
  Configuration,
  isFloatip,
  isIpaddr2,
  isVirtualIp,
  type Resource,
} from '../../../lib/cluster/configuration.ts';
import type { Pacemaker } from '../../../lib/cluster/pacemaker.ts';
import { resourceWords } from '../../../lib/cluster/resource-words.ts';
import { parseXml } from '../../../lib/cluster/xml.ts';

async function configurationOf(resources: string, more = ''): Promise<Configuration> {
  const cib = `<cib epoch="1"><configuration>
    <crm_config><cluster_property_set id="o"><nvpair id="o-s" name="stonith-enabled" value="false"/></cluster_property_set></crm_config>
    <nodes><node id="1" uname="node1"/><node id="2" uname="node2"/><node id="3" uname="node3"/></nodes>
    <resources>${resources}</resources>${more}
  </configuration></cib>`;
  return new Configuration(await parseXml(cib, 'the test'));
}

const IPADDR2 = 'class="ocf" provider="heartbeat" type="IPaddr2"';

function attributes(
  id: string,
  values: Readonly<Record<string, string>>,
  kind = 'instance',
): string {
  const pairs = Object.entries(values).map(
    ([name, value]) => `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`,
  );
  return `<${kind}_attributes id="${id}-${kind}">${pairs.join('')}</${kind}_attributes>`;
}

function primitive(configuration: Configuration, id: string): Resource {
  const found = configuration.primitive(id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

const ofMap = (values: ReadonlyMap<string, string>) => Object.fromEntries(values);

/** Answers for parameters with rules. */
const pacemaker = {
  parameter: (resource: string, name: string) => `${name} of ${resource}`,
} as Pacemaker;

describe('resources', () => {
  it('are found in groups, clones, clones of groups, and the old syntax of promotable clones', async () => {
    const configuration = await configurationOf(`
      <primitive id="a" ${IPADDR2}/>
      <group id="g"><primitive id="b" ${IPADDR2}/><primitive id="c" class="systemd" type="nginx"/></group>
      <clone id="k"><group id="h"><primitive id="d" ${IPADDR2}/></group></clone>
      <master id="m"><primitive id="e" ${IPADDR2}/></master>`);
    const places = configuration.resources.map(({ id, containers }) => [
      id,
      ...containers.map((container) => `${container.kind} ${container.id}`),
    ]);
    expect(places).toEqual([
      ['a'],
      ['b', 'group g'],
      ['c', 'group g'],
      ['d', 'group h', 'clone k'],
      ['e', 'clone m'],
    ]);
    expect(configuration.resources.filter(isVirtualIp).map(({ id }) => id)).toEqual([
      'a',
      'b',
      'd',
      'e',
    ]);
    expect(agentOf(primitive(configuration, 'c'))).toBe('systemd:nginx');
  });

  it('take the agent of their template', async () => {
    const configuration = await configurationOf(`
      <template id="t" ${IPADDR2}/><primitive id="a" template="t"/>
      <primitive id="b" class="ocf" provider="floatip" type="VirtualIP"/>
      <primitive id="c" template="lost"/>`);
    expect(configuration.resources.map((resource) => [resource.id, agentOf(resource)])).toEqual([
      ['t', 'ocf:heartbeat:IPaddr2'],
      ['a', 'ocf:heartbeat:IPaddr2'],
      ['b', 'ocf:floatip:VirtualIP'],
      ['c', ''],
    ]);
    expect(configuration.resources.filter(isIpaddr2).map(({ id }) => id)).toEqual(['t', 'a']);
    expect(configuration.resources.filter(isFloatip).map(({ id }) => id)).toEqual(['b']);
    expect(configuration.primitive('t')).toBeUndefined();
  });
});

describe('parameters', () => {
  it('come from the resource first, then from the template, and from the set with the highest score', async () => {
    const configuration = await configurationOf(`
      <template id="t" ${IPADDR2}>${attributes('t', { nic: 'eth9', iflabel: 'x' })}</template>
      <primitive id="a" template="t">
        ${attributes('a', { ip: '192.0.2.1' })}
        <instance_attributes id="a2" score="10"><nvpair id="a2-nic" name="nic" value="eth1"/></instance_attributes>
        <instance_attributes id="a3" score="INFINITY"><nvpair id="a3-ip" name="ip" value="192.0.2.3"/></instance_attributes>
      </primitive>`);
    expect(ofMap(configuration.parameters(primitive(configuration, 'a')).values)).toEqual({
      ip: '192.0.2.3',
      nic: 'eth1',
      iflabel: 'x',
    });
  });

  it('may be references to sets and to pairs', async () => {
    const configuration = await configurationOf(`
      <primitive id="a" ${IPADDR2}>${attributes('a', { ip: '192.0.2.1', nic: 'eth0' })}</primitive>
      <primitive id="b" ${IPADDR2}><instance_attributes id-ref="a-instance"/></primitive>
      <primitive id="c" ${IPADDR2}>
        <instance_attributes id="c-set"><nvpair id-ref="a-nic"/><nvpair id="c-ip" name="ip" value="192.0.2.9"/></instance_attributes>
      </primitive>`);
    const of = (id: string) => ofMap(configuration.parameters(primitive(configuration, id)).values);
    expect(of('b')).toEqual({ ip: '192.0.2.1', nic: 'eth0' });
    expect(of('c')).toEqual({ ip: '192.0.2.9', nic: 'eth0' });
  });

  it('with rules are asked of crm_resource', async () => {
    const configuration = await configurationOf(`
      <primitive id="a" ${IPADDR2}>
        <instance_attributes id="a1" score="2">
          <rule id="r" score="INFINITY"><expression id="x" attribute="#uname" operation="eq" value="node1"/></rule>
          <nvpair id="a1-nic" name="nic" value="eth1"/>
        </instance_attributes>
        ${attributes('a', { ip: '192.0.2.1', nic: 'eth0' })}
      </primitive>`);
    expect(configuration.parameters(primitive(configuration, 'a')).conditional).toEqual(['nic']);
    expect(resourceWords('a', configuration, pacemaker)).toEqual(['ip=192.0.2.1', 'nic=nic of a']);
  });

  it('of a clone have its meta attributes', async () => {
    const configuration = await configurationOf(`
      <clone id="k"><primitive id="a" ${IPADDR2}>${attributes('a', { ip: '192.0.2.1' })}</primitive>
        ${attributes('k', { 'globally-unique': 'true' }, 'meta')}</clone>`);
    expect(resourceWords('a', configuration, pacemaker)).toEqual([
      'ip=192.0.2.1',
      'CRM_meta_clone_max=3',
      'CRM_meta_globally_unique=true',
    ]);
  });

  it('of an unknown resource, or of another agent, are refused', async () => {
    const configuration = await configurationOf(
      '<primitive id="web" class="ocf" provider="heartbeat" type="apache"/>',
    );
    const ask = (id: string) => () => resourceWords(id, configuration, pacemaker);
    expect(ask('vip')).toThrow(
      'the cluster has no resource "vip"; "floatip list" lists the virtual IPs',
    );
    expect(ask('web')).toThrow('resource web is ocf:heartbeat:apache, not a virtual IP');
  });
});

it('options of the cluster', async () => {
  const configuration = await configurationOf('');
  expect(configuration.option('stonith-enabled')).toBe('false');
  expect(configuration.option('no-quorum-policy')).toBeUndefined();
});

it.each(['', '<cib', 'no XML', '<cib></bic>'])('%j is not well-formed', async (text) => {
  await expect(parseXml(text, 'cibadmin --query')).rejects.toThrow(
    'cibadmin --query: not well-formed XML',
  );
});
