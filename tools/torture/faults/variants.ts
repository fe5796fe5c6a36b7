/** What the actions are tried with: parameters of both families, and what happens before the action. */
import type { Parameters } from '../../../lab/agent.ts';

export const FAMILIES: Readonly<Record<string, string>> = {
  ipv4: '10.0.0.10',
  ipv6: '2001:db8::10',
};

/** Short rounds, and an announcer that then waits for an hour: nothing that ends by itself hides what stop leaves. */
const ANNOUNCER = { arp_count: 2, arp_interval: 20, arp_late: 3600 };

const SHARED = {
  CRM_meta_globally_unique: true,
  CRM_meta_clone: 1,
  CRM_meta_clone_max: 3,
};

interface Variant {
  readonly family: 'ipv4' | 'ipv6';
  readonly parameters: Parameters;
}

const NO_DAD = { dad: 'none' };

const VARIANTS: Readonly<Record<string, Variant>> = {
  'ipv4/plain': { family: 'ipv4', parameters: {} },
  'ipv4/nic': { family: 'ipv4', parameters: { nic: 'eth0', cidr_netmask: 24 } },
  'ipv4/label': { family: 'ipv4', parameters: { iflabel: 'vip' } },
  'ipv4/lvs': { family: 'ipv4', parameters: { nic: 'eth0', lvs_support: true } },
  'ipv4/probe': { family: 'ipv4', parameters: { run_arping: true } },
  'ipv4/foreground': { family: 'ipv4', parameters: { arp_bg: false, arp_late: 0 } },
  'ipv4/close': {
    family: 'ipv4',
    parameters: { kill_connections_on_stop: true, flush_routes: true },
  },
  'ipv4/shared': { family: 'ipv4', parameters: SHARED },
  'ipv6/plain': { family: 'ipv6', parameters: NO_DAD },
  'ipv6/nic': { family: 'ipv6', parameters: { ...NO_DAD, nic: 'eth0', cidr_netmask: 64 } },
  'ipv6/label': { family: 'ipv6', parameters: { ...NO_DAD, lvs_ipv6_addrlabel_value: 77 } },
  'ipv6/fast': { family: 'ipv6', parameters: { dad: 'fast' } },
  'ipv6/kernel': { family: 'ipv6', parameters: { dad: 'kernel' } },
  'ipv6/shared': { family: 'ipv6', parameters: { ...NO_DAD, ...SHARED } },
};

export interface ActionRun {
  /** The argument of the agent. */
  readonly action: string;
  /** Whether start has run before. */
  readonly isStarted: boolean;
  /** Parameters of this run alone. */
  readonly changes: Parameters;
}

const RUNS: Readonly<Record<string, ActionRun>> = {
  start: { action: 'start', isStarted: false, changes: {} },
  /** start of an address that is up. */
  restart: { action: 'start', isStarted: true, changes: {} },
  stop: { action: 'stop', isStarted: true, changes: {} },
  monitor: { action: 'monitor', isStarted: true, changes: {} },
  /** The first monitor on a node, where the address is not. */
  probe: { action: 'monitor', isStarted: false, changes: { CRM_meta_interval: 0 } },
  /** monitor that announces, and asks for another owner. */
  refresh: {
    action: 'monitor',
    isStarted: true,
    changes: { arp_count_refresh: 1, OCF_CHECK_LEVEL: 10 },
  },
  'reload-agent': {
    action: 'reload-agent',
    isStarted: true,
    changes: { arp_count: 3, preferred_lft: 600 },
  },
};

export interface Subject extends ActionRun {
  /** As in a point: `start/ipv4/plain`. */
  readonly name: string;
  readonly ip: string;
  readonly parameters: Parameters;
}

export function subjectNames(): string[] {
  const variants = Object.keys(VARIANTS);
  return Object.keys(RUNS).flatMap((run) => variants.map((variant) => `${run}/${variant}`));
}

/** @param name such as `start/ipv4/plain`. @throws Error if there is none of this name */
export function subject(name: string): Subject {
  const [action = '', ...rest] = name.split('/');
  const variant = VARIANTS[rest.join('/')];
  const run = RUNS[action];
  if (!variant || !run) {
    throw new Error(
      `no ${name}; actions: ${Object.keys(RUNS).join(', ')}; variants: ${Object.keys(VARIANTS).join(', ')}`,
    );
  }
  const ip = FAMILIES[variant.family] ?? '';
  return { ...run, name, ip, parameters: { ip, ...ANNOUNCER, ...variant.parameters } };
}
