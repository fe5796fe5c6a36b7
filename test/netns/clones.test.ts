/** An address that three hosts share, one of which fails. Prints how many clients each host answered. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  IPV4,
  IPV6,
  instance,
  type Setting,
  SharedAddressLab,
  sharedAddressState,
} from '../../lab/shared-address/cluster.ts';

const TOTAL = 3;

/** Firewall tools of the three hosts. */
const TOOLS = [
  ['IPv4, nft', IPV4, ['nft', 'nft', 'nft']],
  ['IPv4, iptables', IPV4, ['iptables', 'iptables', 'iptables']],
  ['IPv4, nft beside iptables', IPV4, ['iptables', 'nft', 'iptables']],
  ['IPv6, nft', IPV6, ['nft', 'nft', 'nft']],
] as const;

describe.each(TOOLS)('%s', (title, network, [onA, onB, onC]) => {
  let cluster: SharedAddressLab;
  beforeEach(async () => {
    cluster = await SharedAddressLab.create(network);
  });
  afterEach(() => cluster.close());

  const settingOf = (tool: string): Setting => ({
    vip: network.vip,
    total: TOTAL,
    parameters: { clusterip_firewall: tool },
  });

  it('answers each client from one host, also after a failed host is replaced by another', async () => {
    const { a, b, c, outside, clients } = cluster;
    const before = { a: await sharedAddressState(a), b: await sharedAddressState(b) };
    const started = [
      await instance(a, 0, 'start', settingOf(onA)),
      await instance(b, 1, 'start', settingOf(onB)),
      await instance(c, 2, 'start', settingOf(onC)),
    ];
    expect(started.map(({ status, reason }) => [status, reason])).toEqual(
      started.map(() => [0, undefined]),
    );

    const all = { 1: clients.length };
    const three = await cluster.ask(`${title}, three hosts`, 0);
    expect(three).toMatchObject({ udp: all, tcp: all, icmp: all });
    expect(Object.keys(three.by)).toEqual(['a', 'b', 'c']);
    // A multicast address, the same for all hosts.
    const mac = await outside.neighbour(network.vip);
    expect(Number.parseInt(mac?.slice(0, 2) ?? '0', 16) & 1).toBe(1);

    await cluster.kill(c);
    const two = await cluster.ask(`${title}, c is dead`, three.by.c);
    expect(two.udp).toEqual({ 0: three.by.c, 1: clients.length - (three.by.c ?? 0) });
    expect(two.by).toEqual({ a: three.by.a, b: three.by.b });

    // At its end, without the rules, c may have announced its own hardware address.
    const misled = `neigh replace ${network.vip} lladdr 02:00:00:00:00:99 dev eth0 nud stale`;
    await outside.ip(misled);
    expect(await instance(a, 2, 'start', settingOf(onA))).toMatchObject({ status: 0 });
    expect(await outside.neighbour(network.vip)).toBe(mac);
    for (const number of [0, 2]) {
      expect(await instance(a, number, 'monitor', settingOf(onA))).toMatchObject({ status: 0 });
    }
    const again = await cluster.ask(`${title}, a has the part of c as well`, 0);
    expect(again).toMatchObject({ udp: all, tcp: all, icmp: all });
    expect(again.by).toEqual({ a: (three.by.a ?? 0) + (three.by.c ?? 0), b: three.by.b });
    expect(await outside.neighbour(network.vip)).toBe(mac);

    // c does not come back. a keeps the instance of c until both are stopped.
    expect(await instance(a, 0, 'stop', settingOf(onA))).toMatchObject({ status: 0 });
    const less = await cluster.ask(`${title}, a has given up its own`, three.by.a);
    expect(less.by).toEqual({ a: three.by.c, b: three.by.b });
    expect(await instance(a, 2, 'stop', settingOf(onA))).toMatchObject({ status: 0 });
    expect(await instance(b, 1, 'stop', settingOf(onB))).toMatchObject({ status: 0 });
    const none = await cluster.ask(`${title}, stopped everywhere`, clients.length);
    expect(none).toMatchObject({ udp: { 0: clients.length }, icmp: { 0: clients.length } });
    if (onA === 'nft') expect(await sharedAddressState(a)).toEqual(before.a);
    if (onB === 'nft') expect(await sharedAddressState(b)).toEqual(before.b);
  });
});
