/** Each system call of start fails once: start succeeds, or it fails and leaves the state unchanged. */
import { expect, it } from 'vitest';
import { start } from '../../../lib/actions/start.ts';
import { type Parameters, run } from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { systemError } from '../support/system-error.ts';

const VIP = '10.0.0.10';

function newHost({ lvs_support }: Parameters): FakeHost {
  const host = new FakeHost();
  host.addLink('lo', { loopback: true });
  if (lvs_support) host.addAddress('lo', `${VIP}/32`);
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
  host.addLink('eth1', { up: false });
  return host;
}

/** The calls that can fail: closing and releasing cannot. */
function refusableCalls(parameters: Parameters): { name: string; nth: number }[] {
  const host = newHost(parameters);
  run(host, start, parameters);
  const seen = new Map<string, number>();
  return host.calls.flatMap((name) => {
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    return /close|release|handOver|withdraw|advertise/.test(name) ? [] : [{ name, nth }];
  });
}

const SITUATIONS: readonly [string, Parameters][] = [
  ['a link that is up', { ip: VIP }],
  ['nic and cidr_netmask', { ip: VIP, nic: 'eth0', cidr_netmask: 24 }],
  ['run_arping', { ip: VIP, run_arping: true }],
  ['all rounds in the foreground', { ip: VIP, arp_bg: false, arp_count: 2 }],
  ['lvs_support', { ip: VIP, lvs_support: true }],
  ['a link that is down', { ip: VIP, nic: 'eth1', cidr_netmask: 24 }],
];

const CASES = SITUATIONS.flatMap(([situation, parameters]) =>
  refusableCalls(parameters).map(({ name, nth }) => ({ situation, parameters, name, nth })),
);

it.each(CASES)('$situation: call $nth of $name fails', ({ parameters, name, nth }) => {
  const host = newHost(parameters);
  const before = host.state();
  host.refuse(name, systemError(name, 'ENOMEM'), nth);
  const { status, reason } = run(host, start, parameters);
  if (status === 0) {
    expect(host.addresses.find(address(VIP))).toHaveLength(1);
    expect(host.locks.names()).toHaveLength(host.spawned.length);
  } else {
    expect(reason).toBe(`${name}: ENOMEM`);
    expect(host.state()).toEqual(before);
  }
});
