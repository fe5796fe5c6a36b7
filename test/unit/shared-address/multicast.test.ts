import { beforeEach, describe, expect, it } from 'vitest';
import type { Rule } from '../../../lib/shared-address/firewall/rule.ts';
import {
  leaveMemberships,
  type Membership,
  membershipsOf,
} from '../../../lib/shared-address/multicast.ts';
import { contextOf, MemoryLog } from '../support/actions.ts';
import { fakeFirewalls } from '../support/fake-firewall.ts';
import type { FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { newSharedHost, PARAMETERS, sharedOn, VIP } from '../support/shared-address.ts';
import { systemError } from '../support/system-error.ts';

const MAC = '01:00:5e:00:01:0a';
const KEY = '01005e00010a';
const rule = (change: Partial<Rule> = {}): Rule => ({
  ip: VIP,
  role: 'rest',
  nic: 'eth0',
  mac: MAC,
  ...change,
});

let host: FakeHost;
let log: MemoryLog;
beforeEach(() => {
  host = newSharedHost();
  log = new MemoryLog();
  for (const nic of ['eth0', 'eth1']) host.memberships.add(`${nic} ${KEY}`);
});

function leave(memberships: readonly Membership[]): void {
  const context = contextOf(new FakeKernel(host), PARAMETERS, { log });
  const { all } = fakeFirewalls(host, new FakeKernel(host).runtime, ['nft', 'iptables']);
  leaveMemberships(context, sharedOn(host, context, 0), all, memberships);
}

it('membershipsOf has interface and hardware address of each rule with both', () => {
  const rules = [rule(), rule({ nic: '' }), rule({ mac: '' }), rule({ nic: 'eth1' })];
  expect(membershipsOf(rules)).toEqual([
    { nic: 'eth0', mac: MAC },
    { nic: 'eth1', mac: MAC },
  ]);
});

describe('leaveMemberships', () => {
  it('leaves the given memberships only', () => {
    leave([{ nic: 'eth0', mac: MAC }]);
    expect([...host.memberships]).toEqual([`eth1 ${KEY}`]);
    expect(log.lines).toEqual([]);
  });

  it('leaves a membership that only rules of the same address use', () => {
    host.rules.set('nft', [rule()]);
    leave([{ nic: 'eth0', mac: MAC }]);
    expect([...host.memberships]).toEqual([`eth1 ${KEY}`]);
  });

  it.each(['nft', 'iptables'])('keeps a membership that a rule of %s uses', (tool) => {
    host.rules.set(tool, [rule({ ip: '10.0.0.11' })]);
    leave([
      { nic: 'eth0', mac: MAC },
      { nic: 'eth1', mac: MAC },
    ]);
    expect([...host.memberships]).toEqual([`eth0 ${KEY}`]);
  });

  it('leaves a membership if a rule for another hardware address is on the interface', () => {
    host.rules.set('nft', [rule({ ip: '10.0.0.11', mac: '01:00:5e:00:01:0b' })]);
    leave([{ nic: 'eth0', mac: MAC }]);
    expect([...host.memberships]).toEqual([`eth1 ${KEY}`]);
  });

  it('reads the rules of both families', () => {
    leave([]);
    expect(host.calls.filter((name) => name === 'nft.readAll')).toHaveLength(2);
  });

  it.each(['nft.readAll', 'multicast.leave'])('warns if %s fails', (name) => {
    host.refuse(name, systemError(name, 'ENOMEM'));
    leave([{ nic: 'eth0', mac: MAC }]);
    expect(host.memberships.size).toBe(2);
    expect(log.lines).toEqual([
      `warn: the interface still receives frames for the shared address: ${name}: ENOMEM`,
    ]);
  });
});
