/** The commands of floatip: --help, the manual page and the completion are made from these rows. */

export interface Command {
  readonly name: CommandName;
  /** One line, no full stop. */
  readonly description: string;
  /**
   * `address`: parameters as name=value, or the name of a resource of the cluster.
   * `resources`: any number of names of resources; none means all.
   */
  readonly takes: 'address' | 'resources' | 'nothing';
  readonly options?: readonly CommandOption[];
  /** Whole command lines, each with what it is for. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
}

export interface CommandOption {
  /** With two hyphens. */
  readonly flag: '--json' | '--plan' | '--apply' | '--back' | '--cib' | '--from';
  /** The name of the option's value, if it has one. */
  readonly value?: string;
  readonly description: string;
}

export const COMMAND_NAMES = [
  'start',
  'stop',
  'monitor',
  'validate-all',
  'status',
  'explain',
  'list',
  'metrics',
  'doctor',
  'migrate',
  'meta-data',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

const JSON_OPTION: CommandOption = { flag: '--json', description: 'print JSON' };
const CIB_OPTION: CommandOption = {
  flag: '--cib',
  value: 'FILE',
  description: 'read the configuration of the cluster from a file (output of "cibadmin --query")',
};

/** In the order of --help. A function, so that only its callers allocate the rows. */
export function commands(): readonly Command[] {
  return [
    {
      name: 'start',
      description: 'add the address and announce it',
      takes: 'address',
      examples: [
        ['floatip start ip=192.0.2.10 nic=eth0', 'Add 192.0.2.10 to eth0 and announce it'],
      ],
    },
    {
      name: 'stop',
      description: 'remove the address',
      takes: 'address',
      examples: [['floatip stop ip=192.0.2.10', 'Remove the address']],
    },
    {
      name: 'monitor',
      description: 'check the address as a cluster manager does',
      takes: 'address',
      examples: [['floatip monitor vip', 'Check the address of the resource vip']],
    },
    {
      name: 'validate-all',
      description: 'check the parameters, and the interface and routes they need on this host',
      takes: 'address',
      examples: [['floatip validate-all ip=192.0.2.10 cidr_netmask=24', 'Check parameters']],
    },
    {
      name: 'status',
      description: 'show whether the address is up, and where',
      takes: 'address',
      options: [JSON_OPTION],
      examples: [['floatip status vip', 'Show the address of the resource vip']],
    },
    {
      name: 'explain',
      description: 'show what start would do (dry run)',
      takes: 'address',
      options: [JSON_OPTION],
      examples: [['floatip explain ip=2001:db8::10', 'Show what start would do, and why']],
    },
    {
      name: 'list',
      description: 'list the virtual IPs of the cluster, and those that were started by hand',
      takes: 'nothing',
      options: [JSON_OPTION, CIB_OPTION],
      examples: [['floatip list', 'Show where the cluster and this host have the virtual IPs']],
    },
    {
      name: 'metrics',
      description: 'print the facts of list for Prometheus',
      takes: 'nothing',
      options: [CIB_OPTION],
      examples: [
        [
          'floatip metrics >/var/lib/prometheus/node-exporter/floatip.prom.new',
          'Write metrics for the textfile collector of node_exporter',
        ],
      ],
    },
    {
      name: 'doctor',
      description: 'find out why the address is not reached (read only)',
      takes: 'address',
      options: [
        JSON_OPTION,
        {
          flag: '--from',
          value: 'CLIENT',
          description: 'the IP address of a client that does not reach the address',
        },
      ],
      examples: [
        ['floatip doctor vip', 'Find out why the address of the resource vip is not reached'],
        [
          'floatip doctor ip=192.0.2.10 --from 198.51.100.7',
          'Find out why the client 198.51.100.7 does not reach 192.0.2.10',
        ],
      ],
    },
    {
      name: 'migrate',
      description: 'change resources of IPaddr2 to floatip while the cluster runs, and back',
      takes: 'resources',
      options: [
        { flag: '--plan', description: 'show what would change; change nothing' },
        { flag: '--apply', description: 'change the resources; their addresses stay up' },
        { flag: '--back', description: 'change the resources back to ocf:heartbeat' },
        CIB_OPTION,
      ],
      examples: [
        ['floatip migrate --plan', 'Show what would change for each resource of IPaddr2'],
        ['floatip migrate --apply vip', 'Change the resource vip; its address stays up'],
        ['floatip migrate --back', 'Change all resources back'],
      ],
    },
    {
      name: 'meta-data',
      description: 'print the meta-data of the resource agent (XML)',
      takes: 'nothing',
      examples: [],
    },
  ];
}
