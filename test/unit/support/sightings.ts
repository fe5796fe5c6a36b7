/** What the agent sees of an address on an interface. */
import type { Observation, SharedPart, Sighting } from '../../../lib/actions/monitor.ts';
import { parseIpAddress } from '../../../lib/kernel/ip-text.ts';
import { observe } from '../../../lib/vip/observation.ts';
import { FakeHost } from './fake-host.ts';
import { FakeKernel } from './fake-kernel.ts';

export const SEEN_IP = '10.0.0.10';

type Kind = Observation['kind'];

export function sighting(kind: Kind, share?: SharedPart): Sighting {
  return { ip: ipOf(SEEN_IP), observation: observation(kind), share };
}

function observation(kind: Kind): Observation {
  if (kind === 'absent') return { kind };
  if (kind === 'no-interface') return { kind, reason: 'nic="no0": there is no such interface' };
  const host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', `${SEEN_IP}/24`);
  const [holding] = observe(new FakeKernel(host), ipOf(SEEN_IP), undefined);
  if (!holding) throw new Error('the fake host does not hold the address');
  return { kind, holding };
}

function ipOf(text: string) {
  const ip = parseIpAddress(text);
  if (!ip) throw new Error(`${text} is no address`);
  return ip;
}
