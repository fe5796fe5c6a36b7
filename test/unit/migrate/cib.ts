/** Configurations of clusters as text, for the tests of floatip migrate. */
import { Configuration } from '../../../lib/cluster/configuration.ts';
import { parseXml } from '../../../lib/cluster/xml.ts';

export const IPADDR2 = 'class="ocf" provider="heartbeat" type="IPaddr2"';
export const FLOATIP = 'class="ocf" provider="floatip" type="IPaddr2"';

export interface Parts {
  readonly options?: Readonly<Record<string, string>>;
  readonly resources?: string;
  /** More sections of the configuration. */
  readonly more?: string;
}

export async function configurationOf({
  options = {},
  resources = '',
  more = '',
}: Parts): Promise<Configuration> {
  const pairs = pairsOf('o', options);
  const cib = `<cib epoch="1"><configuration>
    <crm_config><cluster_property_set id="cib-bootstrap-options">${pairs}</cluster_property_set></crm_config>
    <nodes><node id="1" uname="node1"/><node id="2" uname="node2"/></nodes>
    <resources>${resources}</resources>${more}
  </configuration></cib>`;
  return new Configuration(await parseXml(cib, 'the test'));
}

/** A primitive with these parameters. @param agent the attributes that name it, or its template */
export function primitive(
  id: string,
  parameters: Readonly<Record<string, string>>,
  agent: string = IPADDR2,
): string {
  return `<primitive id="${id}" ${agent}><instance_attributes id="${id}-a">${pairsOf(id, parameters)}</instance_attributes></primitive>`;
}

export function meta(id: string, values: Readonly<Record<string, string>>): string {
  return `<meta_attributes id="${id}-m">${pairsOf(`${id}-m`, values)}</meta_attributes>`;
}

function pairsOf(id: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`)
    .join('');
}
