import { beforeEach, describe, expect, it } from 'vitest';
import { start } from '../../../lib/actions/start.ts';
import { stop } from '../../../lib/actions/stop.ts';
import { rateRecordName, recordAnnouncement } from '../../../lib/vip/state/announcement-record.ts';
import { type Parameters, run, TIMEOUT_MS } from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../support/fake-kernel.ts';
import { addressLockName, announcerLockName } from '../support/lock-names.ts';
import { systemError } from '../support/system-error.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
let before: ReturnType<FakeHost['state']>;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('lo', { loopback: true });
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
  host.addLink('eth1');
  before = host.state();
});

const stopIt = (parameters: Parameters = {}) => run(host, stop, { ip: VIP, ...parameters });

describe('stop', () => {
  it('restores the state before start', () => {
    run(host, start, { ip: VIP, arp_count: 1 });
    expect(stopIt()).toMatchObject({ status: 0, leftOpen: [] });
    expect(host.state()).toEqual(before);
  });

  it('succeeds and changes nothing if the address is not there', () => {
    expect(stopIt()).toMatchObject({ status: 0, log: [] });
    expect(host.state()).toEqual(before);
  });

  it('removes it with every prefix length, from every interface', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.addAddress('eth0', `${VIP}/32`);
    host.addAddress('eth1', `${VIP}/16`);
    expect(stopIt()).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(before);
  });

  it('removes it only from the interface that nic names', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.addAddress('eth1', `${VIP}/24`);
    expect(stopIt({ nic: 'eth1' })).toMatchObject({ status: 0 });
    expect(host.addressesOf('eth0')).toContain(`${VIP}/24 secondary`);
    expect(host.addressesOf('eth1')).toEqual([]);
  });

  it('leaves an address that start did not add if nic names no interface', () => {
    host.addAddress('eth0', `${VIP}/24`);
    const found = host.state();
    expect(stopIt({ nic: 'eth9' })).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(found);
  });

  it('leaves the address on the loopback interface', () => {
    host.addAddress('lo', `${VIP}/32`);
    expect(stopIt()).toMatchObject({ status: 0 });
    expect(host.addressesOf('lo')).toEqual([`${VIP}/32`]);
  });

  it('logs the secondary addresses that it put back', () => {
    host.addAddress('eth1', `${VIP}/24`);
    host.addAddress('eth1', '10.0.0.3/24');
    expect(stopIt().log).toEqual([
      `info: ${VIP}/24 removed from eth1`,
      'info: 10.0.0.3/24 put back on eth1: the kernel had removed it too',
    ]);
  });

  it('puts back the static routes of a link that loses its only address', () => {
    host.addRoute('10.7.0.0/16', { dev: 'eth1' });
    host.addRoute('default', { dev: 'eth1', via: '10.7.0.1' });
    const routes = host.routeTexts();
    host.addAddress('eth1', `${VIP}/24`);
    expect(stopIt().log).toEqual([
      `info: ${VIP}/24 removed from eth1`,
      'info: 2 routes of eth1 put back: the kernel had removed them too',
    ]);
    expect(host.addressesOf('eth1')).toEqual([]);
    expect(host.routeTexts()).toEqual(routes);
  });

  it("flushes the route cache of the address's family with flush_routes", () => {
    stopIt();
    expect(host.flushedRouteCaches).toEqual([]);
    stopIt({ flush_routes: true });
    expect(host.flushedRouteCaches).toEqual(['inet']);
  });
});

describe('the records of announcements', () => {
  const recordOn = (dev: string, ip = VIP) => {
    const kernel = new FakeKernel(host);
    const { index } = host.link(dev);
    recordAnnouncement(kernel, address(ip), index, 'a link', []);
    kernel.records.update(rateRecordName(kernel, index), () => '1 2');
  };
  const records = () =>
    [...host.records.keys()].map((name) => name.replace(`floatip-${NAMESPACE_ID}-`, '')).sort();
  const on = (dev: string, ip = VIP) => `${ip}-${host.link(dev).index}.announced`;
  const rateOf = (dev: string) => `${host.link(dev).index}.rate`;

  it('are removed with the address, and with the rate of the interface', () => {
    run(host, start, { ip: VIP, arp_count: 1 });
    expect(records()).toEqual([on('eth0'), rateOf('eth0')]);
    stopIt();
    expect(records()).toEqual([]);
  });

  it('are removed if the address is gone already, also of an interface that is gone', () => {
    recordOn('eth1');
    recordAnnouncement(new FakeKernel(host), address(VIP), 77, 'a link', []);
    expect(stopIt()).toMatchObject({ status: 0, log: [] });
    expect(records()).toEqual([]);
  });

  it('of other addresses stay, with the rate', () => {
    host.addAddress('eth0', `${VIP}/24`);
    for (const ip of [VIP, '10.0.0.1', '10.0.0.101']) recordOn('eth0', ip);
    stopIt();
    expect(records()).toEqual([on('eth0', '10.0.0.1'), on('eth0', '10.0.0.101'), rateOf('eth0')]);
  });

  it('of an interface that still has the address stay', () => {
    for (const dev of ['eth0', 'eth1']) {
      host.addAddress(dev, `${VIP}/24`);
      recordOn(dev);
    }
    stopIt({ nic: 'eth1' });
    expect(records()).toEqual([on('eth0'), rateOf('eth0')]);
  });

  it('stay if the address cannot be removed', () => {
    host.addAddress('eth0', `${VIP}/24`);
    recordOn('eth0');
    host.refuseAlways('addresses.remove', systemError('RTM_DELADDR', 'EPERM'));
    expect(stopIt().status).toBe(1);
    expect(records()).toEqual([on('eth0'), rateOf('eth0')]);
  });
});

describe('stop succeeds although', () => {
  beforeEach(() => host.addAddress('eth0', `${VIP}/24`));

  const stopAnyway = (parameters: Parameters = {}) => {
    const { status, log } = stopIt(parameters);
    expect(status).toBe(0);
    expect(host.addresses.find(address(VIP))).toEqual([]);
    return log;
  };

  it('the interface that nic names was renamed', () => {
    run(host, start, { ip: VIP, nic: 'eth0', arp_count: 1 });
    host.links.rename('eth0', 'old0');
    expect(stopAnyway({ nic: 'eth0' })[0]).toMatch(/^warn: nic="eth0"/);
  });

  it('the link is down', () => {
    host.links.setUp(host.link('eth0').index, false);
    stopAnyway();
  });

  it('the address lock cannot be taken', () => {
    const error = new Error('HA_RSCTMP is a file');
    host.refuse(`locks.acquire ${addressLockName(NAMESPACE_ID, address(VIP))}`, error);
    expect(stopAnyway()[0]).toBe('warn: HA_RSCTMP is a file; going on without the lock');
  });

  it('another start or stop hangs', () => {
    new FakeKernel(host).locks.acquire(addressLockName(NAMESPACE_ID, address(VIP)), 0);
    expect(stopAnyway()[0]).toMatch(
      /^warn: another action on 10\.0\.0\.10 is still running; .*; going on without the lock$/,
    );
    expect(host.timeline.elapsed).toBeLessThan(TIMEOUT_MS);
  });

  it('the announcer locks cannot be listed', () => {
    host.refuse('locks.names', systemError('getdents64', 'EIO'));
    expect(stopAnyway()).toContain(
      'warn: cannot look for announcers of 10.0.0.10: getdents64: EIO',
    );
  });

  it('the announcer hangs, which it kills', () => {
    const hung = new FakeKernel(host);
    const name = announcerLockName(NAMESPACE_ID, address(VIP), host.link('eth0').index);
    hung.locks.acquire(name, 0)?.advertise('background');
    stopAnyway();
    expect(host.killed).toEqual([hung.pid]);
    expect(host.locks.names()).toEqual([]);
  });

  it('another process removes the address first', () => {
    host.before('addresses.remove', () => host.removeAddress('eth0', `${VIP}/24`));
    stopAnyway();
  });

  it('the first removal fails', () => {
    host.refuse('addresses.remove', systemError('RTM_DELADDR', 'EBUSY'));
    stopAnyway();
  });

  it('the first search for the address fails', () => {
    host.refuse('addresses.find', systemError('RTM_GETADDR', 'ENOBUFS'));
    expect(stopAnyway()).toContain('warn: RTM_GETADDR: ENOBUFS; trying again without the lock');
  });

  it('another process adds the address again once', () => {
    host.after('addresses.remove', () => host.addAddress('eth0', `${VIP}/24`));
    stopAnyway();
  });

  it('a secondary address cannot be put back', () => {
    host.addAddress('eth1', '10.0.0.11/25');
    host.addAddress('eth1', '10.0.0.3/25');
    host.refuse('addresses.restore', systemError('RTM_NEWADDR', 'ENOMEM'));
    const { status, log } = run(host, stop, { ip: '10.0.0.11' });
    expect(status).toBe(0);
    expect(log).toContain('error: not put back on eth1: RTM_NEWADDR: ENOMEM');
  });

  it.each(['records.names', 'records.clear'])('the records cannot be removed: %s', (call) => {
    recordAnnouncement(new FakeKernel(host), address(VIP), host.link('eth0').index, 'a link', []);
    host.refuse(call, systemError(call, 'EIO'));
    expect(stopAnyway()).toContain(
      `warn: the files of ${VIP} in HA_RSCTMP were not removed: ${call}: EIO`,
    );
  });

  it('the route cache cannot be flushed', () => {
    host.refuse('flushRouteCache', systemError('open', 'EACCES'));
    expect(stopAnyway({ flush_routes: true })).toContain('warn: flush_routes failed: open: EACCES');
  });
});

describe('stop fails if', () => {
  it('the address cannot be removed', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.refuseAlways('addresses.remove', systemError('RTM_DELADDR', 'EPERM'));
    const { status, reason, leftOpen } = stopIt();
    expect(status).toBe(1);
    expect(reason).toBe(
      `${VIP} is still on eth0: RTM_DELADDR: EPERM (this process lacks CAP_NET_ADMIN)`,
    );
    expect(leftOpen).toEqual([]);
  });

  it('another process keeps adding the address', () => {
    host.addAddress('eth0', `${VIP}/24`);
    const addAgain = () => {
      host.addAddress('eth0', `${VIP}/24`);
      host.after('addresses.remove', addAgain);
    };
    host.after('addresses.remove', addAgain);
    const { status, reason } = stopIt();
    expect(status).toBe(1);
    expect(reason).toBe(`${VIP} is still on eth0; another process keeps adding it`);
  });

  it('the announcer does not end and cannot be killed', () => {
    const name = announcerLockName(NAMESPACE_ID, address(VIP), host.link('eth0').index);
    new FakeKernel(host).locks.acquire(name, 0);
    const { status, reason } = stopIt();
    expect(status).toBe(1);
    expect(reason).toContain('its announcer on eth0 is still running');
    expect(host.timeline.elapsed).toBeLessThan(TIMEOUT_MS);
  });
});
