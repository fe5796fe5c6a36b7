/** Renders the corosync.conf(5) of a lab. */
import type { NodeIdentity } from './identity.ts';

type Options = Readonly<Record<string, string | number>>;

export interface Corosync {
  /** Options of the section totem, such as token. */
  readonly totem?: Options;
  /** Options of the section interface, for the only link. */
  readonly link?: Options;
  /** Options of the section quorum, such as two_node. */
  readonly quorum?: Options;
}

const TOTEM: Options = {
  version: 2,
  cluster_name: 'lab',
  transport: 'knet',
  crypto_cipher: 'none',
  crypto_hash: 'none',
  token: 1000,
  token_coefficient: 0,
};

export function corosyncConf(
  nodes: readonly NodeIdentity[],
  { totem, link, quorum }: Corosync,
): string {
  const node = ({ address, name, id }: NodeIdentity) =>
    section('node', { ring0_addr: address, name, nodeid: id });
  return [
    ...section('totem', { ...TOTEM, ...totem }, section('interface', { linknumber: 0, ...link })),
    ...section('nodelist', {}, nodes.flatMap(node)),
    ...section('quorum', { provider: 'corosync_votequorum', ...quorum }),
    // Real-time priority is the default: on a busy machine no node is taken for dead. corosync must not
    // leave the control group of the tests.
    ...section('system', { sched_rr: 'yes', move_to_root_cgroup: 'no' }),
    ...section('logging', { to_stderr: 'yes', to_syslog: 'no', timestamp: 'hires' }),
    '',
  ].join('\n');
}

function section(name: string, options: Options, within: readonly string[] = []): string[] {
  const lines = Object.entries(options).map(([option, value]) => `${option}: ${value}`);
  return [`${name} {`, ...[...lines, ...within].map((line) => `  ${line}`), '}'];
}
