/** lvs_support: the address is on an interface of the network, or on the loopback interface. */
import { beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../../lib/actions/explain.ts';
import { monitor } from '../../../lib/actions/monitor.ts';
import { start } from '../../../lib/actions/start.ts';
import { stop } from '../../../lib/actions/stop.ts';
import { validateAll } from '../../../lib/actions/validate-all.ts';
import {
  type Action,
  contextOf,
  outcomeOfAction,
  type Parameters,
  run,
} from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../support/fake-kernel.ts';
import { addressListLockName } from '../support/lock-names.ts';
import { systemError } from '../support/system-error.ts';

const VIP = '10.0.0.10';
const REAL_SERVER = { ip: VIP, lvs_support: true, arp_count: 1 };

let host: FakeHost;
beforeEach(() => {
  host = newHost();
});

function newHost(): FakeHost {
  const made = new FakeHost();
  made.addLink('lo', { loopback: true });
  made.addAddress('lo', '127.0.0.1/8');
  made.addLink('eth0');
  made.addAddress('eth0', '10.0.0.1/24');
  return made;
}

const startIt = (parameters: Parameters = {}) =>
  run(host, start, { ...REAL_SERVER, ...parameters });
const stopIt = (parameters: Parameters = {}) => run(host, stop, { ...REAL_SERVER, ...parameters });

const ON_LOOPBACK = ['127.0.0.1/8', `${VIP}/32`];
const OFF_LOOPBACK = ['127.0.0.1/8'];
const ON_NETWORK = ['10.0.0.1/24', `${VIP}/24 secondary`];
const OFF_NETWORK = ['10.0.0.1/24'];

function expectPlaces(lo: readonly string[], eth0: readonly string[]): void {
  expect({ lo: host.addressesOf('lo'), eth0: host.addressesOf('eth0') }).toEqual({ lo, eth0 });
}

describe('stop', () => {
  it('adds the address to the loopback interface, and logs it', () => {
    startIt();
    expect(stopIt()).toMatchObject({
      status: 0,
      log: [
        `info: ${VIP}/24 removed from eth0`,
        `info: lvs_support: ${VIP} stays on the loopback interface`,
      ],
    });
    expectPlaces(ON_LOOPBACK, OFF_NETWORK);
    expect(host.addresses.find(address(VIP))).toMatchObject([
      { prefixLength: 32, scope: 0, broadcast: address('255.255.255.255').bytes },
    ]);
  });

  it.each([
    ['if it is there before', () => host.addAddress('lo', `${VIP}/32`)],
    [
      'if it is on both',
      () => {
        host.addAddress('lo', `${VIP}/32`);
        host.addAddress('eth0', `${VIP}/24`);
      },
    ],
  ])('leaves one address on the loopback interface %s', (_, surroundings) => {
    surroundings();
    expect(stopIt().status).toBe(0);
    expect(stopIt().status).toBe(0);
    expectPlaces(ON_LOOPBACK, OFF_NETWORK);
  });

  it('adds the address to the loopback interface if its interface was renamed', () => {
    startIt({ nic: 'eth0' });
    host.links.rename('eth0', 'old0');
    expect(stopIt({ nic: 'eth0' }).status).toBe(0);
    expect([host.addressesOf('lo'), host.addressesOf('old0')]).toEqual([ON_LOOPBACK, OFF_NETWORK]);
  });

  it('changes nothing if the address is on no interface', () => {
    const before = host.state();
    expect(stopIt()).toMatchObject({ status: 0, log: [] });
    expect(host.state()).toEqual(before);
  });

  it('changes both interfaces under one list lock, the loopback interface first', () => {
    startIt();
    host.calls.length = 0;
    stopIt();
    const lock = `locks.acquire ${addressListLockName(NAMESPACE_ID)}`;
    const changes = [lock, 'addresses.add', 'addresses.remove', 'lock.release'];
    expect(host.calls.filter((name) => changes.includes(name)).slice(0, 4)).toEqual(changes);
  });

  it('tries again if the loopback interface refuses it', () => {
    startIt();
    host.refuse('addresses.add', systemError('RTM_NEWADDR', 'ENOMEM'));
    expect(stopIt().status).toBe(0);
    expectPlaces(ON_LOOPBACK, OFF_NETWORK);
  });

  it('succeeds with an error in the log if the loopback interface keeps refusing it', () => {
    startIt();
    host.refuseAlways('addresses.add', systemError('RTM_NEWADDR', 'ENOMEM'));
    expect(stopIt()).toMatchObject({
      status: 0,
      log: [
        expect.anything(),
        `error: lvs_support: ${VIP} could not be added to the loopback interface: RTM_NEWADDR: ENOMEM`,
      ],
    });
    expectPlaces(OFF_LOOPBACK, OFF_NETWORK);
  });

  it('fails if the address cannot be removed from the network', () => {
    startIt();
    host.refuseAlways('addresses.remove', systemError('RTM_DELADDR', 'EPERM'));
    expect(stopIt().status).toBe(1);
    expectPlaces(ON_LOOPBACK, ON_NETWORK);
  });

  it('leaves the loopback interface as it is with lvs_support=false', () => {
    host.addAddress('lo', `${VIP}/32`);
    startIt({ lvs_support: false });
    expectPlaces(ON_LOOPBACK, ON_NETWORK);
    stopIt({ lvs_support: false });
    expectPlaces(ON_LOOPBACK, OFF_NETWORK);
  });
});

describe('start', () => {
  it('removes the address from the loopback interface after it is on the network', () => {
    host.addAddress('lo', `${VIP}/32`);
    host.calls.length = 0;
    expect(startIt().status).toBe(0);
    expectPlaces(OFF_LOOPBACK, ON_NETWORK);
    const changes = ['addresses.add', 'addresses.remove', 'socket.send'];
    expect(host.calls.filter((name) => changes.includes(name))).toEqual([
      ...changes,
      'socket.send',
    ]);
  });

  it('removes no other address from the loopback interface', () => {
    host.addAddress('lo', '10.0.0.11/32');
    host.addAddress('lo', `${VIP}/24`);
    host.addAddress('lo', `${VIP}/32`);
    startIt();
    expect(host.addressesOf('lo').sort()).toEqual(
      ['10.0.0.11/32', `${VIP}/24`, '127.0.0.1/8'].sort(),
    );
  });

  it.each([
    ['it is up already', () => host.addAddress('eth0', `${VIP}/24`)],
    [
      'another process adds it at the same time',
      () => host.before('addresses.add', () => host.addAddress('eth0', `${VIP}/24`)),
    ],
  ])('removes it from the loopback interface also if %s', (_, surroundings) => {
    host.addAddress('lo', `${VIP}/32`);
    surroundings();
    expect(startIt().status).toBe(0);
    expectPlaces(OFF_LOOPBACK, ON_NETWORK);
  });

  it('fails and leaves it there if another process keeps the list lock', () => {
    host.addAddress('lo', `${VIP}/32`);
    host.addAddress('eth0', `${VIP}/24`);
    new FakeKernel(host).locks.acquire(addressListLockName(NAMESPACE_ID), 0);
    expect(startIt()).toMatchObject({ status: 1, reason: expect.stringContaining(VIP) });
    expectPlaces(ON_LOOPBACK, ON_NETWORK);
  });

  it('puts it back on the loopback interface if it fails after that', () => {
    host.addAddress('lo', `${VIP}/32`);
    const before = host.state();
    host.after('addresses.remove', () => host.removeAddress('eth0', `${VIP}/24`));
    expect(startIt()).toMatchObject({ status: 1 });
    expect(host.state()).toEqual(before);
  });

  it.each(['addresses.add', 'addresses.remove', 'watchAddress', 'openReceiver'])(
    'leaves it there if %s fails',
    (call) => {
      host.addAddress('lo', `${VIP}/32`);
      const before = host.state();
      host.refuse(call, systemError(call, 'ENOMEM'));
      expect(startIt()).toMatchObject({ status: 1, reason: `${call}: ENOMEM` });
      expect(host.state()).toEqual(before);
    },
  );
});

describe('an action that is killed', () => {
  class Killed extends Error {}

  /** Kills an action after a number of calls. Returns whether it made more. */
  function killAfter(calls: number, action: Action): boolean {
    let made = 0;
    const trap = <T>(name: string, operation: () => T): T => {
      if (made++ >= calls) throw new Killed();
      return host.trap(name, operation);
    };
    const kernel = new FakeKernel(host, {
      clock: host.timeline,
      call: trap,
      wait: (name, waiting) => trap(name, () => waiting.result()),
    });
    outcomeOfAction(action, contextOf(kernel, REAL_SERVER));
    host.descriptors.closeAllOf(kernel.pid);
    return made > calls;
  }

  it.each([
    ['start', start],
    ['stop', stop],
  ])('%s, at any call: the next start or stop restores a valid state', (_, action) => {
    let wasKilled = true;
    let calls = 0;
    for (; wasKilled; calls++) {
      for (const next of [start, stop]) {
        host = newHost();
        if (action === start) host.addAddress('lo', `${VIP}/32`);
        else startIt();
        wasKilled = killAfter(calls, action);
        expect(run(host, next, REAL_SERVER).status).toBe(0);
        if (next === start) expectPlaces(OFF_LOOPBACK, ON_NETWORK);
        else expectPlaces(ON_LOOPBACK, OFF_NETWORK);
      }
    }
    expect(calls).toBeGreaterThan(10);
  });
});

describe('an address that belongs on the loopback interface', () => {
  it.each<Parameters>([{ nic: 'lo', cidr_netmask: 32 }, { ip: '127.0.0.5' }, { ip: '127.0.0.1' }])(
    'start refuses %j',
    (parameters) => {
      const before = host.state();
      for (const action of [start, validateAll]) {
        const { status, reason } = run(host, action, { ...REAL_SERVER, ...parameters });
        expect(status).toBe(6);
        expect(reason).toMatch(
          /^lvs_support=true, but .* belongs on the loopback interface lo; set nic to another/,
        );
      }
      expect(host.state()).toEqual(before);
    },
  );

  it('is removed by stop', () => {
    host.addAddress('lo', `${VIP}/32`);
    expect(stopIt({ nic: 'lo' }).status).toBe(0);
    expectPlaces(OFF_LOOPBACK, OFF_NETWORK);
    host.addAddress('lo', '127.0.0.5/32');
    expect(stopIt({ ip: '127.0.0.5' }).status).toBe(0);
    expectPlaces(OFF_LOOPBACK, OFF_NETWORK);
  });
});

it('monitor does not count it on the loopback interface', () => {
  host.addAddress('lo', `${VIP}/32`);
  expect(run(host, monitor, REAL_SERVER)).toMatchObject({
    status: 7,
    reason: `${VIP} is only on lo (ignored unless nic names the interface)`,
  });
  startIt();
  expect(run(host, monitor, REAL_SERVER).status).toBe(0);
});

it('explain says whether start would remove it from the loopback interface', () => {
  const leaves = () => explain(contextOf(new FakeKernel(host), REAL_SERVER));
  expect(leaves()).toMatchObject({ leavesLoopback: false });
  host.addAddress('lo', `${VIP}/32`);
  expect(leaves()).toMatchObject({ leavesLoopback: true });
});
