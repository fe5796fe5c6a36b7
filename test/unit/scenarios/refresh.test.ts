/** monitor announces the address again. */
import { beforeEach, describe, expect, it } from 'vitest';
import { monitor } from '../../../lib/actions/monitor.ts';
import { start } from '../../../lib/actions/start.ts';
import { type Parameters, run } from '../support/actions.ts';
import { runBackground } from '../support/background.ts';
import { FakeHost } from '../support/fake-host.ts';
import { systemError } from '../support/system-error.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
  host.addAddress('eth0', `${VIP}/24`);
});

const runMonitor = (parameters: Parameters = {}) =>
  run(host, monitor, { ip: VIP, arp_type: 'request', ...parameters });
const times = () => host.packets.map(({ at }) => at);

describe('monitor with arp_count_refresh', () => {
  it('sends nothing if it is 0', () => {
    runMonitor();
    expect(times()).toEqual([]);
  });

  it('sends one round itself, and the others in the background', () => {
    expect(runMonitor({ arp_count_refresh: 3 })).toMatchObject({ status: 0, leftOpen: [] });
    expect(times()).toEqual([0]);
    expect(runBackground(host)).toMatchObject([{ kind: 'complete', sent: 2 }]);
    expect(times()).toEqual([0, 200, 400]);
    expect(host.locks.names()).toEqual([]);
  });

  it('starts no process for one round', () => {
    runMonitor({ arp_count_refresh: 1 });
    expect(times()).toEqual([0]);
    expect(host.spawned).toEqual([]);
    expect(host.locks.names()).toEqual([]);
  });

  it('sends all rounds itself with arp_bg=false', () => {
    expect(runMonitor({ arp_count_refresh: 3, arp_bg: false })).toMatchObject({ status: 0 });
    expect(times()).toEqual([0, 200, 400]);
    expect(host.spawned).toEqual([]);
    expect(host.locks.names()).toEqual([]);
  });

  it('sends nothing and does not wait while another process announces the address', () => {
    run(host, start, { ip: '10.0.0.11', arp_type: 'request' });
    run(host, monitor, { ip: '10.0.0.11', arp_type: 'request', arp_count_refresh: 3 });
    expect(times()).toEqual([0]);
    expect(host.spawned).toHaveLength(1);
  });

  it('sends nothing if the address is removed after it was found', () => {
    host.after('addresses.find', () => host.removeAddress('eth0', `${VIP}/24`));
    expect(runMonitor({ arp_count_refresh: 3 })).toMatchObject({ status: 0, leftOpen: [] });
    expect(times()).toEqual([]);
    expect(host.locks.names()).toEqual([]);
  });

  it('succeeds without a warning if the address is removed between two rounds', () => {
    host.timeline.at(100, () => host.removeAddress('eth0', `${VIP}/24`));
    const { status, log } = runMonitor({ arp_count_refresh: 3, arp_bg: false });
    expect(status).toBe(0);
    expect(log.filter((line) => !line.startsWith('debug: '))).toEqual([]);
    expect(times()).toEqual([0]);
  });

  it('sends nothing on a link without ARP', () => {
    host.addLink('tun0', { noArp: true });
    host.addAddress('tun0', '10.5.0.1/32');
    run(host, monitor, { ip: '10.5.0.1', arp_count_refresh: 3 });
    expect(times()).toEqual([]);
  });

  it.each(['openReceiver', 'watchAddress', 'watch.isHeld', 'watch.nextEvent'])(
    'succeeds with a warning if %s fails, and leaves nothing behind',
    (call) => {
      host.refuse(call, systemError(call, 'EPERM'));
      const { status, log, leftOpen } = runMonitor({ arp_count_refresh: 3 });
      expect(status).toBe(0);
      expect(log).toEqual([`warn: ${VIP} was not announced again: ${call}: EPERM`]);
      expect(leftOpen).toEqual([]);
      expect(host.locks.names()).toEqual([]);
    },
  );
});
