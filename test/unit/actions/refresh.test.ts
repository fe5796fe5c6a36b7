/** monitor with arp_count_refresh. */
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

const look = (parameters: Parameters = {}) =>
  run(host, monitor, { ip: VIP, arp_type: 'request', ...parameters });
const times = () => host.packets.map(({ at }) => at);

describe('monitor with arp_count_refresh', () => {
  it('sends nothing by default', () => {
    look();
    expect(times()).toEqual([]);
  });

  it('sends one round itself and leaves the others to the background', () => {
    expect(look({ arp_count_refresh: 3 })).toMatchObject({ status: 0, leftOpen: [] });
    expect(times()).toEqual([0]);
    expect(runBackground(host)).toMatchObject([{ kind: 'complete', sent: 2 }]);
    expect(times()).toEqual([0, 200, 400]);
    expect(host.locks.names()).toEqual([]);
  });

  it('starts no process for one round', () => {
    look({ arp_count_refresh: 1 });
    expect(times()).toEqual([0]);
    expect(host.spawned).toEqual([]);
    expect(host.locks.names()).toEqual([]);
  });

  it('arp_bg=false: sends all rounds itself', () => {
    expect(look({ arp_count_refresh: 3, arp_bg: false })).toMatchObject({ status: 0 });
    expect(times()).toEqual([0, 200, 400]);
    expect(host.spawned).toEqual([]);
    expect(host.locks.names()).toEqual([]);
  });

  it('sends nothing, and does not wait, while start announces', () => {
    run(host, start, { ip: '10.0.0.11', arp_type: 'request' });
    run(host, monitor, { ip: '10.0.0.11', arp_type: 'request', arp_count_refresh: 3 });
    expect(times()).toEqual([0]);
    expect(host.spawned).toHaveLength(1);
  });

  it('sends nothing when the address is removed after it was seen', () => {
    host.after('addresses.find', () => host.removeAddress('eth0', `${VIP}/24`));
    expect(look({ arp_count_refresh: 3 })).toMatchObject({ status: 0, leftOpen: [] });
    expect(times()).toEqual([]);
    expect(host.locks.names()).toEqual([]);
  });

  it('sends nothing on a link without ARP', () => {
    host.addLink('tun0', { noArp: true });
    host.addAddress('tun0', '10.5.0.1/32');
    run(host, monitor, { ip: '10.5.0.1', arp_count_refresh: 3 });
    expect(times()).toEqual([]);
  });

  it.each(['openSender', 'watchAddress', 'watch.isHeld', 'watch.nextEvent'])(
    'is of no consequence for the answer, and leaves nothing behind: %s',
    (call) => {
      host.refuse(call, systemError(call, 'EPERM'));
      const { status, log, leftOpen } = look({ arp_count_refresh: 3 });
      expect(status).toBe(0);
      expect(log).toEqual([`warn: arp_count_refresh: ${call}: EPERM`]);
      expect(leftOpen).toEqual([]);
      expect(host.locks.names()).toEqual([]);
    },
  );
});
