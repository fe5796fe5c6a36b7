import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeRoute,
  encodeRouteCacheFilter,
  encodeRouteFilter,
  encodeRouteLookup,
  isCached,
  RT_TABLE_MAIN,
  RT_TABLE_UNSPEC,
  requestFromReport,
  sameRoute,
} from '../../../../lib/wire/rtmsg.ts';
import { AF_INET, AF_INET6 } from '../../../../lib/wire/socket.ts';
import { u32 } from '../../support/arbitraries.ts';
import { bytesOf, type Fields, hex } from '../../support/fields.ts';

describe('RTM_GETROUTE of one destination', () => {
  /** Accepted by Linux 6.18, also with NETLINK_GET_STRICT_CHK. */
  const TO_IPV4 = {
    rtm_family: '02',
    rtm_dst_len: '20', // 32
    'rtm_src_len to rtm_type': '00 00 00 00 00 00',
    rtm_flags: '00 30 00 00', // RTM_F_LOOKUP_TABLE, RTM_F_FIB_MATCH
    RTA_DST: '08 00 01 00 c0 00 02 0a',
  };
  const TO_IPV6 = {
    ...TO_IPV4,
    rtm_family: '0a',
    rtm_dst_len: '80', // 128
    rtm_flags: '00 20 00 00', // RTM_F_FIB_MATCH: the kernel refuses other flags
    RTA_DST: '14 00 01 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
  };
  const VIP = hex('c000020a');
  const VIP6 = hex('20010db8000000000000000000000010');

  it.each<[string, Fields, number, Uint8Array, number]>([
    ['IPv4', TO_IPV4, AF_INET, VIP, 0],
    ['by one interface', { ...TO_IPV4, RTA_OIF: '08 00 04 00 03 00 00 00' }, AF_INET, VIP, 3],
    ['IPv6', TO_IPV6, AF_INET6, VIP6, 0],
  ])('%s', (_, fields, family, destination, index) => {
    expect(encodeRouteLookup(family, destination, index)).toEqual(bytesOf(fields));
  });
});

describe('RTM_GETROUTE of a table', () => {
  const MAIN = {
    rtm_family: '02',
    'rtm_dst_len to rtm_type': '00 00 00 00 00 00 00',
    rtm_flags: '00 00 00 00',
    RTA_TABLE: '08 00 0f 00 fe 00 00 00',
  };

  it.each<[string, Fields, number, number, number]>([
    ['main', MAIN, AF_INET, RT_TABLE_MAIN, 0],
    [
      'main, one interface',
      { ...MAIN, RTA_OIF: '08 00 04 00 03 00 00 00' },
      AF_INET,
      RT_TABLE_MAIN,
      3,
    ],
    ['1000', { ...MAIN, RTA_TABLE: '08 00 0f 00 e8 03 00 00' }, AF_INET, 1000, 0],
    ['main, IPv6', { ...MAIN, rtm_family: '0a' }, AF_INET6, RT_TABLE_MAIN, 0],
    [
      'all tables: without RTA_TABLE',
      { ...MAIN, RTA_TABLE: '', RTA_OIF: '08 00 04 00 03 00 00 00' },
      AF_INET,
      RT_TABLE_UNSPEC,
      3,
    ],
  ])('%s', (_, fields, family, table, index) => {
    expect(encodeRouteFilter(family, table, index)).toEqual(bytesOf(fields));
  });

  it('RT_TABLE_UNSPEC is 0 (linux/rtnetlink.h)', () => {
    expect(RT_TABLE_UNSPEC).toBe(0);
  });

  it('decodes as it was encoded', () => {
    const asked = fc.tuple(fc.constantFrom(AF_INET, AF_INET6), u32, fc.integer({ min: 1 }));
    fc.assert(
      fc.property(asked, ([family, table, index]) => {
        const route = decodeRoute(encodeRouteFilter(family, table, index));
        const nextHops = [{ index, flags: 0, viaGateway: false }];
        expect(route).toMatchObject({ family, table, prefixLength: 0, nextHops });
      }),
    );
  });
});

describe('a dump of the route cache', () => {
  it.each([
    ['IPv4', AF_INET, '02'],
    ['IPv6', AF_INET6, '0a'],
  ])('%s', (_, family, rtm_family) => {
    expect(encodeRouteCacheFilter(family)).toEqual(
      bytesOf({
        rtm_family,
        'rtm_dst_len, rtm_src_len, rtm_tos': '00 00 00',
        'rtm_table, rtm_protocol, rtm_scope, rtm_type': '00 00 00 00',
        rtm_flags: '00 02 00 00', // RTM_F_CLONED
      }),
    );
  });
});

describe('isCached', () => {
  it.each([
    ['a path MTU that was learned: RTM_F_CLONED', '00 02 00 00', true],
    ['a route', '00 00 00 00', false],
    ['a route with every other flag', 'ff fd ff ff', false],
  ])('%s', (_, rtm_flags, expected) => {
    expect(isCached(bytesOf({ header: '0a 80 00 00 fe 00 00 01', rtm_flags }))).toBe(expected);
  });
});

describe('requestFromReport', () => {
  const ROUTE = {
    header: '02 18 00 00 fe 02 fd 01',
    rtm_flags: '00 00 00 00',
    RTA_DST: '08 00 01 00 c0 00 02 00',
    RTA_OIF: '08 00 04 00 02 00 00 00',
  };

  it.each([
    ['RTNH_F_DEAD', '01 00 00 00', '00 00 00 00'],
    ['RTNH_F_LINKDOWN', '10 00 00 00', '00 00 00 00'],
    ['RTNH_F_ONLINK, which the user set', '15 00 00 00', '04 00 00 00'],
    ['RTM_F_OFFLOAD and RTM_F_TRAP', '00 c0 00 00', '00 00 00 00'],
    ['none', '00 00 00 00', '00 00 00 00'],
  ])('%s', (_, before, after) => {
    const message = bytesOf({ ...ROUTE, rtm_flags: before });
    expect(requestFromReport(message)).toEqual(bytesOf({ ...ROUTE, rtm_flags: after }));
  });

  it('clears the state of the next hops of a multipath route', () => {
    const MULTIPATH = {
      header: '02 18 00 00 fe 03 00 01',
      rtm_flags: '00 00 00 00',
      RTA_DST: '08 00 01 00 cb 00 71 00',
      RTA_MULTIPATH: '1c 00 09 00', // 28
      'first next hop': '08 00 10 00 02 00 00 00', // RTNH_F_LINKDOWN
      'second next hop': '10 00 15 02 03 00 00 00', // and RTNH_F_DEAD, RTNH_F_ONLINK
      'second RTA_GATEWAY': '08 00 05 00 c6 33 64 02',
    };
    const cleared = {
      ...MULTIPATH,
      'first next hop': '08 00 00 00 02 00 00 00',
      'second next hop': '10 00 04 02 03 00 00 00',
    };
    expect(requestFromReport(bytesOf(MULTIPATH))).toEqual(bytesOf(cleared));
  });

  const IPV6_ROUTE = {
    header: '0a 40 00 00 fe 02 00 01',
    rtm_flags: '00 00 00 00',
    RTA_DST: '14 00 01 00 20 01 0d b8 00 77 00 00 00 00 00 00 00 00 00 00',
    RTA_OIF: '08 00 04 00 02 00 00 00',
  };
  const cacheInfo = (rta_expires: string) => ({
    'RTA_CACHEINFO, rta_clntref, rta_lastuse': '24 00 0c 00 00 00 00 00 00 00 00 00',
    rta_expires,
    'rta_error, rta_used, rta_id, rta_ts, rta_tsage': '00'.repeat(20),
  });

  it.each([
    ['the time left, rounded up', '5d 01 00 00', '08 00 17 00 04 00 00 00'], // 3.49 s
    ['at least one second: 0 is infinite', 'f0 ff ff ff', '08 00 17 00 01 00 00 00'],
    ['no lifetime', '00 00 00 00', ''],
  ])('RTA_EXPIRES: %s', (_, expires, RTA_EXPIRES) => {
    const report = bytesOf({ ...IPV6_ROUTE, ...cacheInfo(expires) });
    expect(requestFromReport(report)).toEqual(bytesOf({ ...IPV6_ROUTE, RTA_EXPIRES }));
  });

  it.each([
    ['another', 7, '08 00 17 00 07 00 00 00'],
    ['another, rounded up', 7.5, '08 00 17 00 08 00 00 00'],
    ['another of no time', 0, '08 00 17 00 01 00 00 00'],
  ])('RTA_EXPIRES: %s', (_, lifetime, RTA_EXPIRES) => {
    const report = bytesOf({ ...IPV6_ROUTE, ...cacheInfo('5d 01 00 00') });
    expect(requestFromReport(report, lifetime)).toEqual(bytesOf({ ...IPV6_ROUTE, RTA_EXPIRES }));
  });

  it('leaves out the next hops if there is RTA_NH_ID', () => {
    const RTA_NH_ID = '08 00 1e 00 07 00 00 00';
    const RTA_GATEWAY = '08 00 05 00 c6 33 64 02';
    const report = bytesOf({ ...ROUTE, RTA_GATEWAY, RTA_NH_ID });
    const { RTA_OIF: _, ...withoutHop } = ROUTE;
    expect(requestFromReport(report)).toEqual(bytesOf({ ...withoutHop, RTA_NH_ID }));
  });

  it('does not change an attribute that looks like a list of next hops', () => {
    const IPV6 = {
      header: '0a 80 00 00 fe 03 00 01',
      rtm_flags: '00 00 00 00',
      RTA_DST: '14 00 01 00 10 00 11 00 02 00 00 00 00 00 00 00 00 00 00 00',
      RTA_OIF: '08 00 04 00 02 00 00 00',
    };
    expect(requestFromReport(bytesOf(IPV6))).toEqual(bytesOf(IPV6));
  });

  it('does not change the report', () => {
    const message = bytesOf({ ...ROUTE, rtm_flags: '11 00 00 00' });
    requestFromReport(message);
    expect(message).toEqual(bytesOf({ ...ROUTE, rtm_flags: '11 00 00 00' }));
  });
});

describe('sameRoute', () => {
  const ROUTE = {
    header: '0a 40 00 00 fe 02 00 01',
    rtm_flags: '00 00 00 00',
    RTA_OIF: '08 00 04 00 02 00 00 00',
  };
  const PRIORITY = '08 00 06 00 64 00 00 00';
  const cacheInfo = (rta_expires: string) =>
    `24 00 0c 00 00 00 00 00 00 00 00 00 ${rta_expires} ${'00'.repeat(20)}`;

  it.each([
    ['another state of the next hop', { ...ROUTE, rtm_flags: '11 00 00 00' }, true],
    ['another lifetime', { ...ROUTE, RTA_CACHEINFO: cacheInfo('64 00 00 00') }, true],
    ['another metric', { ...ROUTE, PRIORITY }, false],
    ['another protocol', { ...ROUTE, header: '0a 40 00 00 fe 04 00 01' }, false],
    ['RTNH_F_ONLINK', { ...ROUTE, rtm_flags: '04 00 00 00' }, false],
  ])('%s: %j', (_, other, expected) => {
    expect(sameRoute(bytesOf(ROUTE), bytesOf(other))).toBe(expected);
  });
});
