/** A link whose hardware address changes during the announcement: a bond with fail_over_mac, a replaced port. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIpv6Segment, type Segment } from '../../lab/lab.ts';
import { until } from '../../lab/until.ts';

const OTHER = '02:00:5e:10:00:01';

let segment: Segment;
beforeEach(async () => {
  segment = await createIpv6Segment();
});
afterEach(() => segment.lab.close());

describe.each(['10.0.0.10', '2001:db8::10'])('%s', (ip) => {
  it('is announced with the new hardware address at once, and no longer with the old one', async () => {
    const { a, neighbour } = segment;
    const capture = await neighbour.capture('eth0');
    try {
      // The interval is longer than this test.
      const slow = { arp_count: 3, arp_interval: 3_000_000, nodad: ip.includes(':') };
      expect((await a.agent('start', { ip, ...slow })).status).toBe(0);
      const old = await a.hardwareAddress('eth0');
      await a.ip(`link set eth0 address ${OTHER}`);
      const told = async () =>
        ip.includes(':')
          ? (await capture.advertisements(ip)).map(({ advertisement }) =>
              colons(advertisement.targetLinkLayerAddress ?? new Uint8Array()),
            )
          : (await capture.arp(ip)).map(({ arp }) => colons(arp.senderHardwareAddress));
      await until('the new one is announced', async () => (await told()).includes(OTHER));
      const all = await told();
      const first = all.indexOf(OTHER);
      expect(new Set(all.slice(0, first))).toEqual(new Set([old]));
      expect(new Set(all.slice(first))).toEqual(new Set([OTHER]));
      expect((await a.agent('stop', { ip })).status).toBe(0);
    } finally {
      await capture.stop();
    }
  });
});

function colons(bytes: Uint8Array): string {
  return [...bytes].map((octet) => octet.toString(16).padStart(2, '0')).join(':');
}
