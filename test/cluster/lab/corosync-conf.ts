/** corosync.conf(5) of a lab. */
import type { NodeIdentity } from './identity.ts';

/** Options of the section totem, such as token. */
export type Totem = Readonly<Record<string, string | number>>;

const TOTEM: Totem = {
  version: 2,
  cluster_name: 'lab',
  transport: 'knet',
  crypto_cipher: 'none',
  crypto_hash: 'none',
  token: 1000,
  token_coefficient: 0,
};

export function corosyncConf(nodes: readonly NodeIdentity[], totem: Totem = {}): string {
  return [
    ...section('totem', { ...TOTEM, ...totem }),
    'nodelist {',
    ...nodes.flatMap(({ address, name, id }) =>
      section('node', { ring0_addr: address, name, nodeid: id }).map((line) => `  ${line}`),
    ),
    '}',
    ...section('quorum', { provider: 'corosync_votequorum' }),
    // Real-time priority, as usual, so that a busy machine is not taken for a dead node; but it
    // stays in our control group.
    ...section('system', { sched_rr: 'yes', move_to_root_cgroup: 'no' }),
    ...section('logging', { to_stderr: 'yes', to_syslog: 'no', timestamp: 'hires' }),
    '',
  ].join('\n');
}

function section(name: string, options: Totem): string[] {
  const lines = Object.entries(options).map(([option, value]) => `  ${option}: ${value}`);
  return [`${name} {`, ...lines, '}'];
}
