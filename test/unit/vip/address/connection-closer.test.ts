/** kill_connections_on_stop: which connections stop closes, and when. */
import { beforeEach, describe, expect, it } from 'vitest';
import { stop } from '../../../../lib/actions/stop.ts';
import { type Parameters, run, TIMEOUT_MS } from '../../support/actions.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../../support/fake-kernel.ts';
import { addressListLockName } from '../../support/lock-names.ts';
import { systemError } from '../../support/system-error.ts';

const VIP = '10.0.0.10';
const OTHER = '10.0.0.1';
const PEER = '10.0.0.3';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('lo', { loopback: true });
  host.addLink('eth0');
  host.addAddress('eth0', `${OTHER}/24`);
  host.addLink('eth1');
});

const stopIt = (parameters: Parameters = {}) =>
  run(host, stop, { ip: VIP, kill_connections_on_stop: true, ...parameters });

const connected = (count: number) => {
  for (let i = 0; i < count; i++) host.connections.open(VIP, PEER);
};

const PREFIX = 'warn: kill_connections_on_stop: ';

describe('stop with kill_connections_on_stop', () => {
  beforeEach(() => host.addAddress('eth0', `${VIP}/24`));

  it('closes the connections to and from the address, and no others', () => {
    host.connections.open(VIP, PEER);
    host.connections.open(PEER, VIP);
    host.connections.open(`::ffff:${VIP}`, `::ffff:${PEER}`);
    host.connections.open(OTHER, PEER);
    host.connections.open('10.0.0.100', '10.0.0.11');
    host.connections.open('2001:db8::10', '2001:db8::3');
    expect(stopIt()).toMatchObject({
      status: 0,
      leftOpen: [],
      log: [`info: ${VIP}/24 removed from eth0`, `info: TCP connections of ${VIP} closed: 3`],
    });
    expect(host.connections.texts()).toEqual([
      `${OTHER} ${PEER}`,
      '10.0.0.100 10.0.0.11',
      '2001:db8::10 2001:db8::3',
    ]);
  });

  it('closes them before it takes the list lock and deletes the address', () => {
    connected(2);
    stopIt();
    const lock = `locks.acquire ${addressListLockName(NAMESPACE_ID)}`;
    const steps = ['connections.destroy', lock, 'connections.of', 'addresses.remove'];
    expect(host.calls.filter((name) => steps.includes(name))).toEqual([
      'connections.of',
      'connections.destroy',
      'connections.destroy',
      lock,
      'connections.of',
      'addresses.remove',
      'connections.of',
    ]);
  });

  it('closes the connections that come while it waits for the list lock', () => {
    host.after(`locks.acquire ${addressListLockName(NAMESPACE_ID)}`, () => connected(3));
    expect(stopIt().log).toContain(`info: TCP connections of ${VIP} closed: 3`);
    const { calls } = host;
    expect(calls.lastIndexOf('connections.destroy')).toBeLessThan(
      calls.indexOf('addresses.remove'),
    );
  });

  it('closes the sockets that come just before the deletion', () => {
    host.before('addresses.remove', () => {
      connected(1);
      // By now, the address is that of another host.
      host.connections.open(OTHER, VIP);
    });
    expect(stopIt().log).toContain(`info: TCP connections of ${VIP} closed: 1`);
    expect(host.connections.texts()).toEqual([`${OTHER} ${VIP}`]);
  });

  it('closes the connections that come when another process adds the address again', () => {
    connected(1);
    host.after('addresses.remove', () => {
      host.addAddress('eth0', `${VIP}/24`);
      connected(1);
    });
    expect(stopIt()).toMatchObject({ status: 0 });
    expect(host.connections.texts()).toEqual([]);
  });

  it('counts a connection that has ended meanwhile as none', () => {
    connected(1);
    host.connections.open(PEER, VIP);
    const [first] = host.connections.of(address(VIP), 'local');
    host.before('connections.destroy', () => first && host.connections.destroy(first));
    expect(stopIt().log).toContain(`info: TCP connections of ${VIP} closed: 1`);
  });

  it('logs that there was none', () => {
    expect(stopIt().log).toContain(`info: TCP connections of ${VIP} closed: 0`);
  });

  it.each<[string, Parameters]>([
    ['by default', {}],
    ['with false', { kill_connections_on_stop: false }],
  ])('leaves them %s', (_, parameters) => {
    connected(1);
    const { status, log } = run(host, stop, { ip: VIP, ...parameters });
    expect({ status, log }).toEqual({ status: 0, log: [`info: ${VIP}/24 removed from eth0`] });
    expect(host.connections.texts()).toHaveLength(1);
    expect(host.calls).not.toContain('openConnections');
  });
});

describe('stop closes nothing', () => {
  beforeEach(() => connected(2));

  const expectNone = (parameters?: Parameters) => {
    const result = stopIt(parameters);
    expect(result.status).toBe(0);
    expect(host.connections.texts()).toHaveLength(2);
    return result.log;
  };

  it('if it finds no address', () => {
    expect(expectNone()).toEqual([]);
    expect(host.calls).not.toContain('openConnections');
  });

  it('if the address is only on another interface than nic', () => {
    host.addAddress('eth1', `${VIP}/24`);
    expectNone({ nic: 'eth0' });
  });

  it('if the address stays on another interface', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.addAddress('eth1', `${VIP}/24`);
    expect(expectNone({ nic: 'eth0' })).toContain(
      `info: TCP connections of ${VIP} stay: the address is also on eth1`,
    );
    expect(host.addressesOf('eth0')).toEqual([`${OTHER}/24`]);
  });

  it('if the address stays with another prefix length', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.addAddress('eth0', `${VIP}/32`);
    expectNone({ cidr_netmask: 24 });
  });

  it('if the address is on the loopback interface too', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.addAddress('lo', `${VIP}/32`);
    expectNone();
  });

  it('with lvs_support', () => {
    host.addAddress('eth0', `${VIP}/24`);
    expectNone({ lvs_support: true });
  });
});

it('closes those of a link-local address on its interface only', () => {
  const [eth0, eth1] = [host.link('eth0').index, host.link('eth1').index];
  for (const nic of ['eth0', 'eth1']) host.addAddress(nic, 'fe80::10/64');
  host.connections.open('fe80::10', 'fe80::3', eth0);
  host.connections.open('fe80::10', 'fe80::4', eth1);
  const { log } = stopIt({ ip: 'fe80::10', nic: 'eth0' });
  expect(log).toContain('info: TCP connections of fe80::10 closed: 1');
  expect(host.connections.texts()).toEqual(['fe80::10 fe80::4']);
});

describe('stop succeeds although', () => {
  beforeEach(() => {
    host.addAddress('eth0', `${VIP}/24`);
    connected(20);
  });

  const stopAnyway = () => {
    const { status, log, leftOpen } = stopIt();
    expect({ status, leftOpen }).toEqual({ status: 0, leftOpen: [] });
    expect(host.addressesOf('eth0')).toEqual([`${OTHER}/24`]);
    return log.filter((line) => line.startsWith('warn'));
  };

  it.each(['openConnections', 'connections.of'])('%s fails', (name) => {
    host.refuseAlways(name, systemError(name, 'ENOMEM'));
    expect(stopAnyway()).toEqual([`${PREFIX}TCP connections of ${VIP} stay: ${name}: ENOMEM`]);
    expect(host.calls.filter((call) => call === name)).toHaveLength(1);
  });

  it('the search for the address fails', () => {
    host.refuse('addresses.find', systemError('RTM_GETADDR', 'ENOBUFS'));
    expect(stopAnyway()).toEqual([`${PREFIX}TCP connections of ${VIP} stay: RTM_GETADDR: ENOBUFS`]);
  });

  it('the kernel refuses to close any connection: most are not tried', () => {
    host.refuseAlways('connections.destroy', systemError('SOCK_DESTROY', 'EPERM'));
    expect(stopAnyway()).toEqual([
      `${PREFIX}TCP connections of ${VIP} stay: SOCK_DESTROY: EPERM (this process lacks CAP_NET_ADMIN)`,
    ]);
    expect(host.calls.filter((name) => name === 'connections.destroy')).toHaveLength(10);
  });

  it('the kernel refuses to close one connection', () => {
    host.refuse('connections.destroy', systemError('SOCK_DESTROY', 'ENOMEM'));
    expect(stopAnyway()).toEqual([
      `${PREFIX}some TCP connections of ${VIP} stay: SOCK_DESTROY: ENOMEM`,
    ]);
    // Closed by the second pass.
    expect(host.connections.texts()).toEqual([]);
  });

  it('there is no time for all of them: it takes half of its time', () => {
    const slow = () => {
      host.after('connections.destroy', slow);
      host.timeline.advance(host.timeline.now() + 1000);
    };
    host.after('connections.destroy', slow);
    expect(stopAnyway()).toEqual([
      `${PREFIX}timeout too short for all TCP connections of ${VIP}; left: 11`,
    ]);
    expect(host.timeline.elapsed).toBe(TIMEOUT_MS * 0.45);
    expect(host.connections.texts()).toHaveLength(11);
  });

  it('many connections come while it waits for the list lock: it does not keep the lock for long', () => {
    const lock = `locks.acquire ${addressListLockName(NAMESPACE_ID)}`;
    host.after(lock, () => {
      connected(400);
      const slow = () => {
        host.after('connections.destroy', slow);
        host.timeline.advance(host.timeline.now() + 1);
      };
      host.after('connections.destroy', slow);
    });
    host.before('addresses.remove', () => expect(host.timeline.elapsed).toBe(100));
    expect(stopAnyway()).toEqual([]);
    expect(host.connections.texts()).toEqual([]);
  });

  it('another process has the list lock', () => {
    new FakeKernel(host).locks.acquire(addressListLockName(NAMESPACE_ID), 0);
    stopAnyway();
    expect(host.connections.texts()).toEqual([]);
    expect(host.timeline.elapsed).toBeLessThan(TIMEOUT_MS);
  });
});
