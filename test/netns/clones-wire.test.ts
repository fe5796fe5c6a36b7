/** Frames that are sent and received by hosts with a shared address. */
import { execa } from 'execa';
import { afterEach, describe, expect, it } from 'vitest';
import type { Host } from '../../lab/lab.ts';
import { nodeCommand } from '../../lab/node.ts';
import {
  IPV4,
  IPV6,
  instance,
  type Network,
  PORT,
  type Setting,
  SharedAddressLab,
  sharedAddressState,
} from '../../lab/shared-address/cluster.ts';
import type { ConnectionReport } from '../../lab/shared-address/keep-connection.ts';
import { ipAddressFromBytes } from '../../lib/linux/ip-text.ts';
import { decodeEthernet, ETH_P_IPV6 } from '../../lib/wire/ethernet.ts';
import { formatHardwareAddress } from '../../lib/wire/hardware-address.ts';
import { decodeIpv6, IPPROTO_ICMPV6, upperLayerChecksum } from '../../lib/wire/ipv6.ts';

let cluster: SharedAddressLab;
afterEach(() => cluster.close());

const settingOf = ({ vip }: Network, tool = 'nft'): Setting => ({
  vip,
  total: 3,
  parameters: { clusterip_firewall: tool },
});

async function startAll(network: Network, tool = 'nft'): Promise<void> {
  cluster = await SharedAddressLab.create(network);
  const { a, b, c } = cluster;
  for (const [number, host] of [a, b, c].entries()) {
    const { status, reason } = await instance(host, number, 'start', settingOf(network, tool));
    expect([status, reason]).toEqual([0, undefined]);
  }
}

const script = (name: string) => `lab/shared-address/${name}.ts`;

/** Returns a client that the host of this name answers. */
async function clientOf(name: string): Promise<string> {
  const { answers } = await cluster.ask('before the test', 0);
  const [client] = Object.entries(answers).find(([, { udp }]) => udp[0] === name) ?? [];
  if (client === undefined) throw new Error(`${name} answers no client`);
  return client;
}

describe('ARP', () => {
  it('packets of the address have the shared hardware address as their sender only', async () => {
    cluster = await SharedAddressLab.create(IPV4);
    const { a, b, outside, clients } = cluster;
    const { vip } = IPV4;
    const capture = await outside.capture('eth0', 'arp');
    await instance(a, 0, 'start', settingOf(IPV4));
    await instance(b, 1, 'start', settingOf(IPV4));
    // Clients resolve the address, and hosts resolve the clients, with the address as their sender.
    await cluster.ask('ARP');
    await a.run('ping', '-c1', '-W1', '-I', vip, clients[0] ?? '').catch(() => 'not of a');
    const packets = await capture.arp(vip);
    await capture.stop();
    const shared = await outside.neighbour(vip);
    expect(shared).toBe('51:52:f5:84:a0:ff');
    for (const { arp } of packets) {
      expect(formatHardwareAddress(arp.senderHardwareAddress)).toBe(shared);
    }
    // Source addresses of frames, from which switches learn, must not be multicast addresses.
    const sources = new Set(packets.map(({ frame }) => formatHardwareAddress(frame.source)));
    const own = await Promise.all([a, b].map((host) => host.hardwareAddress('eth0')));
    expect([...sources].sort()).toEqual(own.sort());
    const kinds = packets.map(({ arp }) => {
      const target = arp.targetProtocolAddress.join('.');
      return `${arp.operation === 1 ? 'request' : 'reply'} ${target === vip ? 'gratuitous' : 'to a client'}`;
    });
    expect([...new Set(kinds)].sort()).toEqual([
      'reply gratuitous',
      'reply to a client',
      'request gratuitous',
      'request to a client',
    ]);
  });

  it('replies for a host’s own address have its own hardware address', async () => {
    cluster = await SharedAddressLab.create(IPV4);
    const { a, outside } = cluster;
    await instance(a, 0, 'start', settingOf(IPV4));
    await outside.waitForReply('10.0.0.1');
    expect(await outside.neighbour('10.0.0.1')).toBe(await a.hardwareAddress('eth0'));
  });

  it('is not changed with clusterip_mac_mangle=false', async () => {
    cluster = await SharedAddressLab.create(IPV4);
    const { a, outside } = cluster;
    const setting = { ...settingOf(IPV4), parameters: { clusterip_mac_mangle: false } };
    expect((await instance(a, 0, 'start', setting)).status).toBe(0);
    expect((await instance(a, 0, 'monitor', setting)).status).toBe(0);
    await outside.ip('neigh flush dev eth0');
    const known = async () => {
      // The ping may stay unanswered, but makes the client resolve the address.
      await outside.run('ping', '-c1', '-W1', IPV4.vip).catch(() => '');
      return outside.neighbour(IPV4.vip);
    };
    await expect.poll(known).toBe(await a.hardwareAddress('eth0'));
    await instance(a, 0, 'stop', setting);
    expect(await a.run('nft', 'list', 'ruleset')).toBe('');
  });

  it('probes ignore hosts that share the address, and detect one that does not', async () => {
    cluster = await SharedAddressLab.create(IPV4);
    const { a, b, c, outside } = cluster;
    const setting = { ...settingOf(IPV4), parameters: { run_arping: true } };
    expect((await instance(a, 0, 'start', setting)).status).toBe(0);
    expect((await instance(b, 1, 'start', setting)).status).toBe(0);
    for (const host of [a, b]) await host.ip('link set eth0 down');
    await outside.ip(`address add ${IPV4.vip}/24 dev eth0`);
    const run = await instance(c, 2, 'start', setting);
    expect([run.status, run.reason]).toEqual([
      1,
      expect.stringContaining(await outside.hardwareAddress('eth0')),
    ]);
  });
});

describe('Neighbour Discovery', () => {
  it('messages have the shared hardware address and a valid checksum', async () => {
    cluster = await SharedAddressLab.create(IPV6);
    const { a, b, outside } = cluster;
    const { vip } = IPV6;
    const capture = await outside.capture('eth0', 'icmp6');
    await instance(a, 0, 'start', settingOf(IPV6));
    await instance(b, 1, 'start', settingOf(IPV6));
    await cluster.ask('Neighbour Discovery');
    const frames = await capture.frames();
    await capture.stop();
    const shared = (await outside.neighbour(vip))?.replaceAll(':', '');
    const seen = new Set<string>();
    for (const { bytes } of frames) {
      const { etherType, payload: datagram } = decodeEthernet(bytes);
      if (etherType !== ETH_P_IPV6) continue;
      const packet = decodeIpv6(datagram);
      const { nextHeader, source, payload } = packet;
      const type = payload[0] ?? 0;
      const isFromVip = ipAddressFromBytes(source).text === vip;
      if (nextHeader !== IPPROTO_ICMPV6 || !isFromVip || (type !== 135 && type !== 136)) continue;
      expect(upperLayerChecksum(packet)).toBe(0);
      expect(payload.slice(26, 32).toHex()).toBe(shared);
      const isSolicited = ((payload[4] ?? 0) & 0x40) !== 0;
      seen.add(
        type === 135 ? 'solicitation' : `advertisement, ${isSolicited ? '' : 'un'}solicited`,
      );
    }
    expect([...seen].sort()).toEqual([
      'advertisement, solicited',
      'advertisement, unsolicited',
      'solicitation',
    ]);
  });

  it('the kernel does not detect duplicates, also without nodad', async () => {
    await startAll(IPV6);
    const { a, b, c } = cluster;
    for (const host of [a, b, c]) {
      const [entry] = (await host.ipv6Entries('eth0')).filter(({ local }) => local === IPV6.vip);
      expect(entry).toMatchObject({ nodad: true });
      expect(entry).not.toHaveProperty('dadfailed');
    }
  });

  it('start with iptables returns 6', async () => {
    cluster = await SharedAddressLab.create(IPV6);
    const { a } = cluster;
    const before = await sharedAddressState(a);
    const run = await instance(a, 0, 'start', settingOf(IPV6, 'iptables'));
    expect(run).toMatchObject({
      status: 6,
      reason: `${IPV6.vip}: iptables cannot share IPv6 addresses; use nft`,
    });
    expect(await sharedAddressState(a)).toEqual(before);
  });
});

describe('an ICMP error', () => {
  const CASES = [
    ['IPv4, nft', IPV4, 'nft', '/proc/net/snmp'],
    ['IPv4, iptables', IPV4, 'iptables', '/proc/net/snmp'],
    ['IPv6, nft', IPV6, 'nft', '/proc/net/snmp6'],
  ] as const;

  /** Number of errors that ICMP has received. */
  async function received(host: Host, file: string): Promise<number> {
    const text = await host.run('cat', file);
    if (file.endsWith('6')) return Number(/Icmp6InDestUnreachs\s+(\d+)/.exec(text)?.[1]);
    const [names = '', values = ''] = text.split('\n').filter((line) => line.startsWith('Icmp: '));
    return Number(values.split(' ')[names.split(' ').indexOf('InDestUnreachs')]);
  }

  it.each(CASES)(
    'from any router reaches the host that serves the client: %s',
    async (title, network, tool, file) => {
      await startAll(network, tool);
      const { a, b, c, outside, clients } = cluster;
      const hosts = { a, b, c };
      await cluster.ask('before the test', 0);
      const mac = (await outside.neighbour(network.vip)) ?? '';
      const counts: Record<string, number> = {};
      for (const [at, client] of clients.slice(0, 9).entries()) {
        const router = clients[clients.length - 1 - at] ?? '';
        const before = Object.fromEntries(
          await Promise.all(
            Object.entries(hosts).map(async ([name, host]) => [name, await received(host, file)]),
          ),
        );
        const args = [network.vip, PORT, client, router, 'eth0', mac].map(String);
        const name = await outside.run(...nodeCommand(script('icmp-error'), ...args));
        const came = async () =>
          Object.fromEntries(
            await Promise.all(
              Object.entries(hosts).map(async ([other, host]) => [
                other,
                (await received(host, file)) - (before[other] ?? 0),
              ]),
            ),
          );
        const toThatOne = Object.fromEntries(
          Object.keys(hosts).map((other) => [other, other === name ? 1 : 0]),
        );
        await expect.poll(came, { message: client }).toEqual(toThatOne);
        counts[name] = (counts[name] ?? 0) + 1;
      }
      process.stdout.write(
        `${title}: ICMP errors by the host they reached: ${JSON.stringify(counts)}\n`,
      );
    },
  );
});

describe('nft and iptables', () => {
  const SEED = 0x9e1a9a36;
  /** Prefixes of the clients, which are all on one host, and clients spread over all of their bits. */
  const ranges = { ipv4: '172.16.0.0/12', ipv6: 'fd00::/8' };
  const some = Array.from({ length: 200 }, (_, i) => (i + 1) * 2654435761);
  const sources = {
    ipv4: some.map((n) => `172.${16 + (n % 16)}.${(n >>> 8) % 256}.${(n >>> 16) % 256}`),
    ipv6: some.map((n) => {
      const words = [n >>> 5, n, n >>> 3, n >>> 7, n >>> 11, n >>> 13, n >>> 16];
      const hex = words.map((word) => (word & 0xffff).toString(16)).join(':');
      return `fd${((n >>> 9) & 0xff).toString(16).padStart(2, '0')}:${hex}`;
    }),
  };

  /** The last column is the expression that nft must hash to agree with iptables. */
  const CASES = [
    ['IPv4', 2, IPV4, 'ipv4', 'ip', 'iptables', 'ip saddr'],
    ['IPv4', 3, IPV4, 'ipv4', 'ip', 'iptables', 'ip saddr'],
    ['IPv4', 32, IPV4, 'ipv4', 'ip', 'iptables', 'ip saddr'],
    // The cluster match hashes these bits only: all addresses of a /32 are one client.
    ['the first 32 bits of IPv6', 2, IPV6, 'ipv6', 'ip6', 'ip6tables', '@nh,64,32'],
    ['the first 32 bits of IPv6', 3, IPV6, 'ipv6', 'ip6', 'ip6tables', '@nh,64,32'],
    ['the first 32 bits of IPv6', 32, IPV6, 'ipv6', 'ip6', 'ip6tables', '@nh,64,32'],
  ] as const;

  it.each(CASES)(
    'assign each packet to the same bucket: %s of %d',
    async (title, total, network, sysctl, family, iptables, hashed) => {
      cluster = await SharedAddressLab.create(network);
      const { a, outside } = cluster;
      const host = `${network.prefix}1`;
      // nft writes the bucket into the mark; iptables counts the marks with which it agrees.
      await a.run('nft', `add table ${family} t`);
      await a.run('nft', `add chain ${family} t c { type filter hook prerouting priority raw; }`);
      const hash = `jhash ${hashed} mod ${total} seed ${SEED} offset 1`;
      await a.run('nft', `add rule ${family} t c udp dport ${PORT} meta mark set ${hash}`);
      const rule = (...words: (string | number)[]) =>
        a.run(iptables, '-t', 'mangle', '-A', 'PREROUTING', ...words.map(String), '-j', 'ACCEPT');
      for (let bucket = 1; bucket <= total; bucket++) {
        const nodes = ['--cluster-total-nodes', total, '--cluster-local-node', bucket];
        const match = ['-m', 'cluster', ...nodes, '--cluster-hash-seed', SEED];
        await rule('-m', 'mark', '--mark', bucket, ...match);
      }
      await rule('-m', 'mark', '!', '--mark', '0');
      await outside.sysctl(`net.${sysctl}.ip_nonlocal_bind`, 1);
      await outside.ip(`-${sysctl.slice(-1)} route add local ${ranges[sysctl]} dev lo`);
      // Resolves the neighbour first: the interface has no link-local address yet as a source.
      await outside.waitForReply(host);
      const sender = nodeCommand(script('send-from'), host, String(PORT), ...sources[sysctl]);
      await outside.run(...sender);
      const listing = await a.run(iptables, '-t', 'mangle', '-L', 'PREROUTING', '-v', '-n', '-x');
      const packets = listing
        .split('\n')
        .slice(2)
        .map((line) => Number(line.trim().split(/\s+/)[0]));
      const disagreed = packets.pop();
      const agreed = packets.reduce((sum, count) => sum + count, 0);
      process.stdout.write(
        `${title}, ${total} buckets: nft and iptables agree on ${agreed} packets, disagree on ${disagreed}\n`,
      );
      expect({ agreed, disagreed }).toEqual({ agreed: sources[sysctl].length, disagreed: 0 });
      expect(packets.filter((count) => count > 0).length).toBeGreaterThan(total / 2);
    },
  );
});

describe('a TCP connection', () => {
  it.each([
    ['IPv4, nft', IPV4, 'nft'],
    ['IPv4, iptables', IPV4, 'iptables'],
    ['IPv6, nft', IPV6, 'nft'],
  ] as const)(
    'survives starts and stops of other instances on its host: %s',
    async (title, network, tool) => {
      await startAll(network, tool);
      const { a, b, c, outside } = cluster;
      const client = await clientOf('a');
      const program = nodeCommand(script('keep-connection'), network.vip, String(PORT), client);
      const [command = '', ...args] = [...outside.place, ...program];
      const talking = execa(command, args, { stdin: 'pipe' });
      await new Promise((connected) => talking.stderr?.once('data', connected));
      const setting = settingOf(network, tool);
      for (const [number, host] of [
        [1, b],
        [2, c],
      ] as const) {
        expect((await instance(host, number, 'stop', setting)).status).toBe(0);
        expect((await instance(a, number, 'start', setting)).status).toBe(0);
      }
      expect((await instance(a, 1, 'stop', setting)).status).toBe(0);
      expect((await instance(b, 1, 'start', setting)).status).toBe(0);
      talking.stdin.end();
      const talk: ConnectionReport = JSON.parse((await talking).stdout);
      process.stdout.write(
        `${title}: asked ${talk.asked} times, answered ${talk.answers.length} times\n`,
      );
      expect(talk).toEqual({
        asked: talk.asked,
        answers: Array(talk.asked).fill('a'),
        ended: false,
      });
    },
  );
});

describe('an interface with a receive filter', () => {
  it('receives frames for the shared hardware address', async () => {
    cluster = await SharedAddressLab.create(IPV4);
    const { a, outside } = cluster;
    await a.ip('link add mv0 link eth0 type macvlan mode bridge');
    await a.ip('link set mv0 up');
    // Both interfaces are on one network: each must answer ARP for its own addresses only.
    await a.sysctl('net.ipv4.conf.all.arp_ignore', 1);
    await a.sysctl('net.ipv4.conf.all.arp_announce', 2);
    const ping = (ip: string) =>
      outside.run('ping', '-c1', '-W1', ip).then(
        () => true,
        () => false,
      );
    // macvlan filters by a hash of the address: frames for some other addresses pass as well.
    await a.ip('address add 10.0.0.20/24 dev mv0');
    await a.run('nft', 'add table ip t');
    await a.run('nft', 'add chain ip t c { type filter hook prerouting priority raw; }');
    await a.run('nft', 'add rule ip t c iifname eth0 meta pkttype multicast drop');
    let mac = '';
    for (let last = 1; last < 9 && mac === ''; last++) {
      const candidate = `03:00:00:00:00:0${last}`;
      await outside.ip(`neigh replace 10.0.0.20 lladdr ${candidate} dev eth0`);
      if (!(await ping('10.0.0.20'))) mac = candidate;
    }
    await a.run('nft', 'delete table ip t');
    await a.ip('address del 10.0.0.20/24 dev mv0');

    const before = await sharedAddressState(a);
    const parameters = { nic: 'mv0', cidr_netmask: 24, mac };
    const setting: Setting = { vip: IPV4.vip, total: 2, parameters };
    for (const number of [0, 1]) {
      expect((await instance(a, number, 'start', setting)).status).toBe(0);
    }
    await outside.waitForReply(IPV4.vip);
    expect(await outside.neighbour(IPV4.vip)).toBe(mac);
    for (const number of [0, 1]) await instance(a, number, 'stop', setting);
    expect(await sharedAddressState(a)).toEqual(before);
  });
});
