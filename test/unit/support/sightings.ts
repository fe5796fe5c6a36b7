/** What the agent sees of an address on an interface. */
import type { Observation, SharedPart, Sighting } from '../../../lib/actions/monitor.ts';
import { parseIpAddress } from '../../../lib/linux/ip-text.ts';
import { fittingOnly } from '../../../lib/vip/observation.ts';
import { FakeHost } from './fake-host.ts';
import { FakeKernel } from './fake-kernel.ts';

export const SEEN_IP = '10.0.0.10';

type Kind = Observation['kind'];

export function sighting(kind: Kind, share?: SharedPart): Sighting {
  return { ip: ipOf(SEEN_IP), observation: observation(kind), share };
}

function observation(kind: Kind): Observation {
  const reason = REASONS[kind];
  if (kind === 'absent' || kind === 'no-interface' || kind === 'remains') return { kind, reason };
  const host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', `${SEEN_IP}/24`);
  const wanted = { ip: ipOf(SEEN_IP), nic: undefined, link: 'any' } as const;
  const [holding] = fittingOnly(new FakeKernel(host), wanted);
  if (!holding) throw new Error('the fake host does not hold the address');
  return kind === 'up' ? { kind, holding } : { kind, holding, reason };
}

const REASONS: Readonly<Record<Kind, string>> = {
  up: '',
  'no-carrier': `${SEEN_IP} is on eth0, but eth0 has no carrier`,
  'link-down': `${SEEN_IP} is on eth0, but eth0 is down`,
  tentative: `${SEEN_IP} is on eth0, but duplicate address detection is still under way`,
  duplicate: `${SEEN_IP} is on eth0, but another host on the network has it too`,
  unlike: `${SEEN_IP} is on eth0 as /24, not /32`,
  strayed: `${SEEN_IP} is on eth0, where start put it`,
  remains: `${SEEN_IP} is not on this host, but its label in the policy table is`,
  absent: `${SEEN_IP} is not on this host`,
  'no-interface': 'nic="no0": there is no such interface',
};

function ipOf(text: string) {
  const ip = parseIpAddress(text);
  if (!ip) throw new Error(`${text} is no address`);
  return ip;
}
