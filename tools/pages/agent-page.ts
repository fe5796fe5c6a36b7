/** ocf_floatip_VirtualIP(7), with the headings of the pages of other resource agents. */
import type { AddressAction } from '../../build/names.ts';
import { BOOLEAN_SPELLINGS } from '../../lib/ocf/parameter-syntax.ts';
import { ACTIONS, type Action, META_DATA_TIMEOUT } from '../../ocf-metadata/actions.ts';
import { AGENT } from '../../ocf-metadata/agent.ts';
import { CRM_EXAMPLE, PCS_EXAMPLE } from '../../ocf-metadata/examples.ts';
import type { Parameter } from '../../ocf-metadata/parameter.ts';
import { parameters } from '../../ocf-metadata/parameters.ts';
import { exitStatusSection } from './exit-status-section.ts';
import { filesSection } from './files.ts';
import { withLiterals } from './literals.ts';
import { Page } from './roff.ts';

const NAME = 'ocf_floatip_VirtualIP';

const WHAT_ACTIONS_DO: Readonly<Record<AddressAction, string>> = {
  start: `Adds the address, brings the interface up if it is down, and announces the address. Returns when the first
announcement round is sent.`,
  stop: `Removes the address. The interface stays up. Succeeds only if the address is gone, and never fails because of
an invalid parameter.`,
  'reload-agent': `Applies changed parameters while the address stays up.`,
  status: `The same as monitor.`,
  monitor: `Checks that the address is assigned as the parameters say, and that its link is up. With
OCF_CHECK_LEVEL=10, also asks whether another host has the address.`,
  'validate-all': `Checks the parameters, and the interface and the routes that they need on this host. With
OCF_CHECK_LEVEL=0, checks only the parameters.`,
};

export interface Edition {
  readonly version: string;
  /** YYYY-MM-DD */
  readonly date: string;
}

export function agentPage({ version, date }: Edition): string {
  const page = new Page({
    name: NAME,
    section: 7,
    date,
    version: `floatip ${version}`,
    manual: 'OCF resource agents',
  });
  page.name(NAME, AGENT.shortdesc);
  page.section('SYNOPSIS');
  page.synopsis(AGENT.name, [...ACTIONS.map(({ name }) => name), 'meta-data'].join(' | '));
  description(page);
  page.section('SUPPORTED PARAMETERS');
  for (const parameter of parameters()) parameterItem(page, parameter);
  parameterNotes(page);
  page.section('SUPPORTED ACTIONS');
  for (const action of ACTIONS) actionItem(page, action);
  page.item(
    '`meta-data`',
    `Prints the description of the agent (XML). Suggested minimum timeout: ${META_DATA_TIMEOUT}s.`,
  );
  examples(page);
  exitStatusSection(page);
  page.paragraph(`The last line on stderr gives the reason: the parameter, its value, what was found, and what to do. A
probe (a monitor with interval 0) that finds no address gives no reason: this is its normal result.`);
  filesSection(page);
  page.section('SEE ALSO');
  page.paragraph(
    '`floatip(8)`, `pcs(8)`, `crm(8)`, `crm_resource(8)`, `ip-address(8)`, `ip-route(8)`, `ocf_heartbeat_IPaddr2(7)`',
  );
  return page.text();
}

function description(page: Page): void {
  page.section('DESCRIPTION');
  page.paragraph(AGENT.longdesc);
  page.paragraph(`The agent is one native executable. It sends all packets itself, and runs no other program, except the
firewall tools for a shared address.`);
  page.paragraph(`After start has added the address, it sends gratuitous ARP or unsolicited Neighbor Advertisements, and
asks the gateways of the network an ordinary question until they answer (\`announce_to\`). It sends the later rounds in the
background (\`arp_bg\`). After stop has returned, no frame for the address leaves this host.`);
  page.paragraph(`An address that is assigned but not usable is a failure, not a stopped resource: Pacemaker then calls stop
before it starts the address on another node. See EXIT STATUS, 1 and 7.`);
  page.paragraph(
    `\`floatip migrate\` changes resources of \`ocf:heartbeat:IPaddr2\` to \`ocf:floatip:IPaddr2\` while their addresses stay
up; this is a second name of the agent. See \`floatip(8)\`.`,
  );
}

function parameterItem(page: Page, parameter: Parameter): void {
  const { name, type, required, uniqueGroup, reloadable, options, longdesc } = parameter;
  const choices = options ? [`One of ${options.map((one) => `\`${one}\``).join(', ')}.`] : [];
  const properties = [
    ...(uniqueGroup ? ['unique'] : []),
    required ? 'required' : 'optional',
    type === 'select' ? 'string' : type,
    parameter.default === undefined ? 'no default' : `default \`${parameter.default}\``,
    ...(reloadable ? ['reloadable'] : []),
  ];
  page.item(
    `\`${name}\``,
    [...choices, withLiterals(longdesc)].join(' '),
    `(${properties.join(', ')})`,
  );
}

function parameterNotes(page: Page): void {
  page.paragraph(`Unique: no two resources of a cluster may have the same values of all these parameters. Reloadable: a
change takes effect while the address stays up (reload-agent). If another parameter is changed, Pacemaker stops the resource
and starts it again.`);
  page.paragraph(`A boolean is one of ${BOOLEAN_SPELLINGS}. An empty value is the
same as no value. \`netmask\`, the old name of \`cidr_netmask\`, is accepted.`);
}

function actionItem(page: Page, { name, timeout, interval }: Action): void {
  const repeated = interval === undefined ? '' : ` Suggested interval: ${interval}s.`;
  page.item(
    `\`${name}\``,
    `${withLiterals(whatDoes(name))} Suggested minimum timeout: ${timeout}s.${repeated}`,
  );
}

function whatDoes(action: string): string {
  const found = Object.entries(WHAT_ACTIONS_DO).find(([name]) => name === action);
  if (!found) throw new Error(`tools/pages/agent-page.ts does not describe the action ${action}`);
  return found[1];
}

function examples(page: Page): void {
  page.section('EXAMPLE CRM SHELL');
  page.paragraph(`The following is an example of a resource for the \`crm(8)\` shell:`);
  page.example(CRM_EXAMPLE);
  page.section('EXAMPLE PCS');
  page.paragraph(`The same with \`pcs(8)\`:`);
  page.example(PCS_EXAMPLE);
  page.paragraph(`With \`OCF_CHECK_LEVEL=10\`, each monitor asks whether another host has the address. After three failed
monitors, or one failed start, the address moves to another node. With \`failure-timeout=120s\`, the node can have the address
again two minutes after its last failure. Without \`failure-timeout\`, a node whose cable was out for a moment is banned until an
administrator calls \`pcs resource cleanup vip\`.`);
}
