/** floatip(8). */
import { type Command, commands } from '../../ocf-metadata/commands.ts';
import type { Edition } from './agent-page.ts';
import { exitStatusSection } from './exit-status-section.ts';
import { filesSection } from './files.ts';
import { withLiterals } from './literals.ts';
import { Page } from './roff.ts';
import { argumentsOf, optionText } from './synopsis.ts';

const NAME = 'floatip';

export function commandPage({ version, date }: Edition): string {
  const page = new Page({
    name: NAME,
    section: 8,
    date,
    version: `${NAME} ${version}`,
    manual: 'System Administration',
  });
  page.name(NAME, 'manage virtual IP addresses by hand');
  page.section('SYNOPSIS');
  for (const command of commands()) page.synopsis(`${NAME} ${command.name}`, argumentsOf(command));
  page.synopsis(`${NAME}`, '[COMMAND] --help | --version');
  description(page);
  page.section('COMMANDS');
  for (const command of commands()) commandItem(page, command);
  page.item('`--help`', 'Print the commands, or the options and examples of a command.');
  page.item('`--version`', 'Print the version, the compiler and the commit.');
  output(page);
  examples(page);
  exitStatusSection(page);
  environment(page);
  filesSection(page);
  page.section('SEE ALSO');
  page.paragraph('`ocf_floatip_VirtualIP(7)`, `crm_resource(8)`, `ip-address(8)`, `pcs(8)`');
  return page.text();
}

function description(page: Page): void {
  page.section('DESCRIPTION');
  page.paragraph(`\`floatip\` is the executable of the resource agent \`ocf:floatip:VirtualIP\`, as a command. It adds, removes and
checks a virtual IP address on this host. Parameters are those of the agent, written as for pcs: \`ip=192.0.2.10
nic=eth0\`. \`ocf_floatip_VirtualIP(7)\` describes them. Instead of parameters, the name of a resource in the cluster
(\`vip\`) can be given: its parameters are those of the cluster's configuration.`);
  page.paragraph(`start and stop act on this host only, and the cluster manager does not know of it. Use \`pcs resource\` or
\`crm resource\` for an address that a cluster manages.`);
}

function commandItem(page: Page, command: Command): void {
  const heads = [`\`${command.name}\``, argumentsOf(command)].filter(Boolean).join(' ');
  const options = (command.options ?? []).map(
    (option) => `\`${optionText(option)}\`: ${option.description}.`,
  );
  page.item(heads, `${sentence(command.description)}`, ...options);
}

function output(page: Page): void {
  page.section('OUTPUT');
  page.paragraph(`\`floatip status\` returns 0 if the address is up, 7 if it is absent, and 1 if it is assigned but not usable.
Run as root, it also shows which gateways have acknowledged the address, and another host that has the address too.
\`floatip start\` and \`floatip stop\` end with the line that \`floatip status\` prints.`);
  page.paragraph(`\`floatip explain\` prints what start would do, and why: interface, prefix length, broadcast address, checks,
packets, and the peers that are asked. It changes nothing.`);
  page.paragraph(`\`floatip list\` prints a line for each virtual IP of the cluster's configuration, also for those of IPaddr2:
where Pacemaker says that it runs, and what the kernel of this host says. It marks a disagreement, another owner, and
gateways that have not answered. \`floatip metrics\` prints the same facts in the text format of Prometheus.`);
  page.paragraph(`\`floatip doctor\` prints why the address is not reached, the likeliest cause first: each with what was seen
and what to do. Then it prints what was checked and is well, and what could not be looked at. It changes nothing. Run it as root
on the node that has the address, or should have it. Its status is 1 if it finds a cause, and 0 if it finds none. With
\`--from\`, it also looks at the way of the answers to this client.`);
  page.paragraph(`\`floatip migrate --plan\` prints what would change, which differences from IPaddr2 concern the resource, and
the commands for pcs and crm. Its status is 1 if a resource cannot be migrated. \`--apply\` and \`--back\` name each resource on
stderr. If one fails, all get their former agent back, and the status is 1. If the command is interrupted, run it again.`);
  page.paragraph(`Warnings and errors go to stderr. Each of their lines begins with \`floatip:\`. If the output cannot be
written because the device is full, the exit status is 1. A reader that closes the pipe early is not an error.`);
}

function examples(page: Page): void {
  page.section('EXAMPLES');
  for (const { examples } of commands()) {
    for (const [command, purpose] of examples) {
      page.paragraph(`${sentence(purpose).slice(0, -1)}:`);
      page.example([command]);
    }
  }
  page.paragraph(`To see what an instance of a clone does, pass its number as Pacemaker does, and if the instances share the
address, their number:`);
  page.example([
    'floatip explain ip=192.0.2.10 CRM_meta_globally_unique=true \\',
    '  CRM_meta_clone=1 CRM_meta_clone_max=3',
  ]);
}

function environment(page: Page): void {
  page.section('ENVIRONMENT');
  page.item('`HA_RSCTMP`', 'The state directory; see FILES.');
  page.item('`NO_COLOR`', 'If it is set and not empty, the output has no colours.');
  page.item(
    '`OCF_CHECK_LEVEL`',
    withLiterals(
      'With 10, monitor asks whether another host has the address. With 0, validate-all checks only the parameters.',
    ),
  );
  page.item(
    '`PATH`',
    'Where the firewall tools of a shared address and the tools of the cluster are searched.',
  );
}

/** A description of the table as a sentence. */
function sentence(description: string): string {
  return `${description.charAt(0).toUpperCase()}${description.slice(1)}.`;
}
