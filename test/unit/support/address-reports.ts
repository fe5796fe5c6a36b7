/** An address report (`floatip status`) for each state of an address. */
import type { AddressReport, AddressState, SharedPart } from '../../../lib/actions/monitor.ts';
import { parseIpAddress } from '../../../lib/linux/ip-text.ts';
import { findMatching } from '../../../lib/vip/address/assigned-address.ts';
import { FakeHost } from './fake-host.ts';
import { FakeKernel } from './fake-kernel.ts';

export const REPORTED_IP = '10.0.0.10';

type Kind = AddressState['kind'];

export function report(kind: Kind, share?: SharedPart, nic?: string): AddressReport {
  return { ip: ipOf(REPORTED_IP), nic, state: state(kind), share };
}

function state(kind: Kind): AddressState {
  const reason = REASONS[kind];
  if (kind === 'absent' || kind === 'no-interface' || kind === 'remains') return { kind, reason };
  const host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', `${REPORTED_IP}/24`);
  const wanted = { ip: ipOf(REPORTED_IP), nic: undefined, link: undefined } as const;
  const [assigned] = findMatching(new FakeKernel(host), wanted);
  if (!assigned) throw new Error('the fake host does not hold the address');
  return kind === 'up' ? { kind, assigned } : { kind, assigned, reason };
}

const REASONS: Readonly<Record<Kind, string>> = {
  up: '',
  'no-carrier': `${REPORTED_IP} is on eth0, but eth0 has no carrier`,
  'link-down': `${REPORTED_IP} is on eth0, but eth0 is down`,
  tentative: `${REPORTED_IP} is on eth0, but duplicate address detection has not finished`,
  duplicate: `${REPORTED_IP} is on eth0, but another host on the network has it too`,
  different: `${REPORTED_IP} is on eth0 as /24, not /32`,
  displaced: `${REPORTED_IP} is on eth0, where start added it`,
  remains: `${REPORTED_IP} is not on this host, but its label is still in the policy table`,
  absent: `${REPORTED_IP} is not on this host`,
  'no-interface': 'nic="no0": no such interface',
};

function ipOf(text: string) {
  const ip = parseIpAddress(text);
  if (!ip) throw new Error(`${text} is no address`);
  return ip;
}
