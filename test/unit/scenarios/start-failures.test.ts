/** A start that fails leaves the host as it was before. */
import { beforeEach, describe, expect, it } from 'vitest';
import { start } from '../../../lib/actions/start.ts';
import { ARP_REPLY, encodeArp } from '../../../lib/wire/arp.ts';
import { type ActionRun, type Parameters, run, TIMEOUT_MS } from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../support/fake-kernel.ts';
import { addressLockName, announcerLockName } from '../support/lock-names.ts';
import { systemError } from '../support/system-error.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
let before: ReturnType<FakeHost['state']>;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
  host.addLink('eth1', { up: false });
  before = host.state();
});

function startAndFail(parameters: Parameters = {}): ActionRun {
  const failed = run(host, start, { ip: VIP, ...parameters });
  expect(host.state()).toEqual(before);
  expect(failed.leftOpen).toEqual([]);
  return failed;
}

describe('start that fails leaves the state unchanged', () => {
  it('nic names no interface', () => {
    const { status, reason } = startAndFail({ nic: 'eth9' });
    expect(status).toBe(5);
    expect(reason).toContain('nic="eth9"');
  });

  it('no route covers the address', () => {
    const { status, reason } = startAndFail({ ip: '192.0.2.10' });
    expect(status).toBe(1);
    expect(reason).toContain('set nic and cidr_netmask');
  });

  it('the label is too long for the interface of the route', () => {
    host.addLink('enp0s31f6np0');
    host.addAddress('enp0s31f6np0', '10.2.0.1/24');
    before = host.state();
    const { status, reason } = startAndFail({ ip: '10.2.0.10', iflabel: 'vip' });
    expect(status).toBe(6);
    expect(reason).toContain('iflabel="vip"');
  });

  it('two routes are equally good', () => {
    host.addLink('eth2');
    host.addAddress('eth2', '10.0.0.2/24');
    before = host.state();
    const { status, reason } = startAndFail();
    expect(status).toBe(1);
    expect(reason).toContain('set nic');
  });

  it('the kernel refuses the address', () => {
    host.refuse('addresses.add', systemError(`RTM_NEWADDR ${VIP}/24 on eth0`, 'EPERM'));
    expect(startAndFail()).toMatchObject({
      status: 1,
      reason: `RTM_NEWADDR ${VIP}/24 on eth0: EPERM (this process lacks CAP_NET_ADMIN)`,
    });
    expect(host.packets).toEqual([]);
  });

  it('the kernel refuses the address on a link that start has brought up', () => {
    host.refuse('addresses.add', systemError('RTM_NEWADDR', 'EPERM'));
    expect(startAndFail({ nic: 'eth1', cidr_netmask: 24 }).status).toBe(1);
    expect(host.calls).toContain('links.setUp up');
  });

  it('the address is missing after it was added', () => {
    host.after('addresses.add', () => host.removeAddress('eth0', `${VIP}/24`));
    const { status, reason } = startAndFail();
    expect(status).toBe(1);
    expect(reason).toBe(`${VIP}/24 was added to eth0, but is not there`);
    expect(host.packets).toEqual([]);
  });

  it('the address is removed before its first packet', () => {
    host.after('addresses.add', () => {
      host.after('addresses.find', () => host.removeAddress('eth0', `${VIP}/24`));
    });
    expect(startAndFail()).toMatchObject({
      status: 1,
      reason: `${VIP} was removed by another process`,
    });
    expect(host.packets).toEqual([]);
    expect(host.timeline.elapsed).toBe(0);
  });

  it('the address is removed between its first two packets', () => {
    host.after('socket.send', () => host.removeAddress('eth0', `${VIP}/24`));
    expect(startAndFail({ arp_type: 'both' })).toMatchObject({ status: 1 });
    expect(host.packets).toHaveLength(1);
  });

  it('the link has no carrier, and has the address already', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.links.setCarrier('eth0', false);
    before = host.state();
    const { status, reason } = startAndFail();
    expect(status).toBe(1);
    expect(reason).toMatch(/^interface eth0 has no carrier;/);
  });

  it('the link that was down gets no carrier, and has the address already', () => {
    host.addAddress('eth1', `${VIP}/24`);
    host.links.setCarrier('eth1', false);
    before = host.state();
    expect(startAndFail({ nic: 'eth1', cidr_netmask: 24 })).toMatchObject({ status: 1 });
    expect(host.calls).toContain('links.setUp up');
  });

  it('no packet socket can be opened', () => {
    host.refuse('openReceiver', systemError('socket AF_PACKET', 'EMFILE'));
    expect(startAndFail()).toMatchObject({ status: 1, reason: 'socket AF_PACKET: EMFILE' });
    expect(host.calls).not.toContain('addresses.add');
  });

  it('another host has the address', () => {
    const reply = encodeArp({
      hardwareType: 1,
      operation: ARP_REPLY,
      senderHardwareAddress: Uint8Array.of(2, 0xaa, 0, 0, 0, 1),
      senderProtocolAddress: address(VIP).bytes,
      targetHardwareAddress: new Uint8Array(6),
      targetProtocolAddress: new Uint8Array(4),
    });
    host.timeline.at(150, () => host.deliver('eth1', reply));
    const { status, reason } = startAndFail({
      nic: 'eth1',
      cidr_netmask: 24,
      run_arping: true,
    });
    expect(status).toBe(1);
    expect(reason).toContain('02:aa:00:00:00:01');
    expect(host.calls).not.toContain('addresses.add');
  });
});

describe('start that waits for a lock', () => {
  /** Takes the lock in another process, which does not advertise its pid. */
  function hold(name: string): void {
    new FakeKernel(host).locks.acquire(name, 0);
    before = host.state();
  }

  it('fails before its timeout if another action does not end', () => {
    hold(addressLockName(NAMESPACE_ID, address(VIP)));
    const { status, reason } = startAndFail();
    expect(status).toBe(1);
    expect(reason).toContain('another action on 10.0.0.10 is still running');
    expect(host.timeline.elapsed).toBeLessThan(TIMEOUT_MS);
  });

  it('fails before its timeout if an earlier announcer does not end', () => {
    hold(announcerLockName(NAMESPACE_ID, address(VIP), host.link('eth1').index));
    const { status, reason } = startAndFail({ nic: 'eth1', cidr_netmask: 24 });
    expect(status).toBe(1);
    expect(reason).toContain('earlier announcer');
    expect(host.timeline.elapsed).toBeLessThan(TIMEOUT_MS);
    expect(host.calls).not.toContain('addresses.add');
  });

  it('continues when the address lock is released', () => {
    const lock = new FakeKernel(host).locks.acquire(addressLockName(NAMESPACE_ID, address(VIP)), 0);
    host.timeline.at(700, () => lock?.release());
    expect(run(host, start, { ip: VIP })).toMatchObject({ status: 0 });
    expect(host.timeline.elapsed).toBe(700);
  });
});

describe('start that fails after it has added the address', () => {
  it('keeps an address and routes that another process has added meanwhile', () => {
    // In the same network, after the virtual IP was added and before start fails.
    host.addLink('eth2');
    before = host.state();
    host.after('addresses.add', () => {
      host.addAddress('eth2', '10.3.0.2/24');
      host.addRoute('10.4.0.0/16', { dev: 'eth2', via: '10.3.0.254' });
      host.refuse('addresses.find', systemError('RTM_GETADDR', 'ENOBUFS'));
    });
    const failed = run(host, start, { ip: '10.3.0.10', nic: 'eth2', cidr_netmask: 24 });
    expect(failed).toMatchObject({ status: 1, leftOpen: [] });
    expect(host.addressesOf('eth2')).toEqual(['10.3.0.2/24']);
    expect(host.routeTexts()).toContain('10.4.0.0/16 via 10.3.0.254 dev eth2');
  });
});
