/** floatip doctor: of each cause, made in a namespace, it names this one first; of a healthy address, none. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asFloatip } from '../../lab/agent.ts';
import { type Host, Lab } from '../../lab/lab.ts';
import { runWithOwnMounts } from '../../lab/own-mounts.ts';
import type { DoctorReport } from '../../lib/doctor/report.ts';
import type { CauseName } from '../../ocf-metadata/causes.ts';

const VIP = '10.55.0.10';
const VIP6 = '2001:db8:55::10';
/** A hardware address that no host has. */
const NOBODY = '02:00:00:00:00:99';

let lab: Lab;
let a: Host;
let gateway: Host;

/** Two hosts with two networks. The host `a` has the addresses, and routes by the gateway. */
beforeEach(async () => {
  lab = await Lab.create();
  a = await lab.addHost('a');
  gateway = await lab.addHost('g');
  for (const host of [a, gateway]) {
    // Link-local addresses are usable at once.
    await host.sysctl('net.ipv6.conf.default.accept_dad', 0);
    for (const place of ['all', 'default']) {
      await host.sysctl(`net.ipv4.conf.${place}.rp_filter`, 0);
    }
  }
  await lab.plug(a, 'eth0', '10.55.0.1/24');
  await lab.plug(gateway, 'eth0', '10.55.0.254/24');
  // A cable of its own: on one bridge, both interfaces would answer ARP for each other.
  await a.ip(`link add eth1 type veth peer name eth1 netns ${gateway.namespace}`);
  await a.ip('addr add 10.56.0.1/24 brd + dev eth1');
  await gateway.ip('addr add 10.56.0.254/24 brd + dev eth1');
  for (const host of [a, gateway]) await host.ip('link set eth1 up');
  for (const host of [a, gateway]) await host.waitForCarrier('eth1');
  await a.ip('addr add 2001:db8:55::1/64 dev eth0 nodad');
  await gateway.ip('addr add 2001:db8:55::254/64 dev eth0 nodad');
  await a.ip('route add default via 10.55.0.254');
  await a.ip('route add default via 2001:db8:55::254');
  await a.ip(`addr add ${VIP}/24 brd + dev eth0`);
  await a.ip(`addr add ${VIP6}/64 dev eth0 nodad`);
});
afterEach(() => lab.close());

interface Result {
  readonly status: number;
  readonly report: DoctorReport;
}

async function doctor(...args: readonly string[]): Promise<Result> {
  const command = asFloatip('doctor', ...args, '--json');
  try {
    return { status: 0, report: JSON.parse(await a.run(...command)) };
  } catch (error) {
    const { exitCode, stdout } = error as { exitCode: number; stdout: string };
    return { status: exitCode, report: JSON.parse(stdout) };
  }
}

/** `a ip route …`: runs a command on the host `a`, or `g`, the gateway. Words in '…' are one argument. */
async function type(line: string): Promise<void> {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, whole, word]) => whole ?? word ?? '',
  );
  const [place = '', command = '', ...args] = words;
  await (place === 'a' ? a : gateway).run(command, ...args);
}

interface Case {
  readonly cause: CauseName;
  readonly make: readonly string[];
  /** Default: ip=VIP. */
  readonly args?: readonly string[];
  /** Only a hint: the exit status is 0. */
  readonly isHint?: boolean;
}

const IP6 = [`ip=${VIP6}`];
const REMOVE = `a ip addr del ${VIP}/24 dev eth0`;
const REMOVE6 = `a ip addr del ${VIP6}/64 dev eth0`;
const nft = (command: string) => `a nft '${command}'`;
const chain = (family: string, hook: string, policy = 'accept') => [
  nft(`add table ${family} t`),
  nft(`add chain ${family} t c { type filter hook ${hook} priority 0; policy ${policy}; }`),
];
const rule = (family: string, text: string) => nft(`add rule ${family} t c ${text}`);

const CASES: readonly (readonly [what: string, one: Case])[] = [
  ['the address is absent', { cause: 'absent', make: [REMOVE] }],
  [
    'the address is on another interface than its network',
    { cause: 'other-interface', make: [REMOVE, `a ip addr add ${VIP}/24 dev eth1`] },
  ],
  [
    'nic names another interface',
    { cause: 'other-interface', make: [], args: [`ip=${VIP}`, 'nic=eth1'] },
  ],
  ['nic names no interface', { cause: 'no-interface', make: [], args: [`ip=${VIP}`, 'nic=eth7'] }],
  ['the address is on lo', { cause: 'loopback', make: [REMOVE, `a ip addr add ${VIP}/32 dev lo`] }],
  [
    'two interfaces have it',
    { cause: 'two-interfaces', make: [`a ip addr add ${VIP}/24 dev eth1`] },
  ],
  ['cidr_netmask differs', { cause: 'prefix', make: [], args: [`ip=${VIP}`, 'cidr_netmask=32'] }],
  [
    'the prefix is shorter than that of the network',
    { cause: 'prefix', make: [REMOVE, `a ip addr add ${VIP}/16 brd + dev eth0`] },
  ],
  ['the label differs', { cause: 'label', make: [], args: [`ip=${VIP}`, 'iflabel=web'] }],
  [
    'the broadcast address is wrong',
    { cause: 'broadcast', make: [REMOVE, `a ip addr add ${VIP}/24 brd 10.55.0.99 dev eth0`] },
  ],
  [
    'the broadcast address is not that of the parameter',
    { cause: 'broadcast', make: [], args: [`ip=${VIP}`, 'broadcast=10.55.0.77'] },
  ],
  ['the interface is down', { cause: 'link-down', make: ['a ip link set eth0 down'] }],
  ['NOARP', { cause: 'noarp', make: ['a ip link set eth0 arp off'] }],
  [
    'no multicast',
    { cause: 'multicast-off', make: ['a ip link set eth0 multicast off'], args: IP6 },
  ],
  ['a tiny MTU', { cause: 'mtu', make: ['a ip link set eth0 mtu 300'] }],
  [
    'IPv6 is off on the interface',
    { cause: 'family-off', make: ['a sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1'], args: IP6 },
  ],
  [
    'IPv6 is off everywhere',
    { cause: 'family-off', make: ['a sysctl -qw net.ipv6.conf.all.disable_ipv6=1'], args: IP6 },
  ],
  [
    'another host has the address',
    { cause: 'other-owner', make: [`g ip addr add ${VIP}/24 dev eth0`] },
  ],
  [
    'another host has the IPv6 address',
    { cause: 'other-owner', make: [`g ip addr add ${VIP6}/64 dev eth0 nodad`], args: IP6 },
  ],
  [
    'the gateway has a fixed entry',
    {
      cause: 'gateway-stale',
      make: [`g ip neigh replace ${VIP} lladdr ${NOBODY} dev eth0 nud permanent`],
    },
  ],
  [
    'the gateway has an old entry',
    {
      cause: 'gateway-stale',
      make: [`g ip neigh replace ${VIP} lladdr ${NOBODY} dev eth0 nud reachable`],
    },
  ],
  [
    'the gateway has a fixed entry (IPv6)',
    {
      cause: 'gateway-stale',
      make: [`g ip neigh replace ${VIP6} lladdr ${NOBODY} dev eth0 nud permanent`],
      args: IP6,
    },
  ],
  [
    'the gateway does not answer',
    { cause: 'gateway-silent', make: ['a ip route replace default via 10.55.0.77'] },
  ],
  [
    'the local route is gone',
    { cause: 'local-route', make: [`a ip route del local ${VIP} dev eth0 table local`] },
  ],
  [
    'a rule discards answers',
    { cause: 'policy-rule', make: [`a ip rule add from ${VIP} blackhole`] },
  ],
  [
    'a rule refuses answers (IPv6)',
    { cause: 'policy-rule', make: [`a ip -6 rule add from ${VIP6} unreachable`], args: IP6 },
  ],
  ['a blackhole route', { cause: 'route-back', make: ['a ip route add blackhole 10.77.0.0/16'] }],
  [
    'an unreachable route (IPv6)',
    { cause: 'route-back', make: ['a ip -6 route add unreachable 2001:db8:77::/64'], args: IP6 },
  ],
  [
    'no route to the client',
    {
      cause: 'route-back',
      make: ['a ip route del default'],
      args: [`ip=${VIP}`, '--from', '10.99.0.1'],
    },
  ],
  ['no default route', { cause: 'route-back', make: ['a ip route del default'], isHint: true }],
  [
    'strict rp_filter, and a route by another interface',
    {
      cause: 'reverse-path',
      make: [
        'a ip route add 10.77.0.0/16 via 10.56.0.254',
        'a sysctl -qw net.ipv4.conf.eth0.rp_filter=1',
      ],
    },
  ],
  [
    'strict rp_filter, and the default route by another interface',
    {
      cause: 'reverse-path',
      make: [
        'a ip route replace default via 10.56.0.254',
        'a sysctl -qw net.ipv4.conf.all.rp_filter=1',
      ],
    },
  ],
  [
    'answers to a part of the network leave by another interface',
    { cause: 'asymmetric', make: ['a ip route add 10.55.0.128/25 via 10.56.0.254'] },
  ],
  ['arp_ignore=8', { cause: 'arp-ignore', make: ['a sysctl -qw net.ipv4.conf.eth0.arp_ignore=8'] }],
  [
    'arp_filter, and a route by another interface',
    {
      cause: 'arp-filter',
      make: ['a sysctl -qw net.ipv4.conf.all.arp_filter=1', 'a ip route add 10.55.0.0/25 dev eth1'],
    },
  ],
  [
    'arp_announce=2',
    {
      cause: 'arp-announce',
      make: ['a sysctl -qw net.ipv4.conf.all.arp_announce=2'],
      isHint: true,
    },
  ],
  ['no pings', { cause: 'ping-off', make: ['a sysctl -qw net.ipv4.icmp_echo_ignore_all=1'] }],
  [
    'no pings (IPv6)',
    { cause: 'ping-off', make: ['a sysctl -qw net.ipv6.icmp.echo_ignore_all=1'], args: IP6 },
  ],
  [
    'a limited lifetime',
    {
      cause: 'expires',
      make: [`a ip addr change ${VIP}/24 dev eth0 valid_lft 100000 preferred_lft 90000`],
    },
  ],
  [
    'deprecated',
    {
      cause: 'deprecated',
      make: [`a ip addr change ${VIP6}/64 dev eth0 preferred_lft 0`],
      args: IP6,
      isHint: true,
    },
  ],
  [
    'the interface is a port of a bridge',
    {
      cause: 'bridge-port',
      make: ['a ip link add br7 up type bridge', 'a ip link set eth0 master br7'],
    },
  ],
  [
    'a static entry of the bridge has its hardware address',
    {
      cause: 'mac-filter',
      make: [
        'a ip link add br7 address 02:00:00:00:00:07 up type bridge',
        'a ip link set eth0 master br7',
        REMOVE,
        `a ip addr add ${VIP}/24 brd + dev br7`,
        'a bridge fdb replace 02:00:00:00:00:07 dev eth0 master static',
      ],
    },
  ],
  [
    'a port of the bridge does not flood multicast',
    {
      cause: 'bridge-port',
      make: [
        'a ip link add br7 up type bridge',
        'a ip link set eth0 master br7',
        'a ip addr flush dev eth0',
        'a ip addr add 10.55.0.1/24 brd + dev br7',
        `a ip addr add ${VIP}/24 brd + dev br7`,
        'a bridge link set dev eth0 mcast_flood off',
      ],
    },
  ],
  [
    'a macvlan in source mode',
    {
      cause: 'macvlan',
      make: [
        'a ip link add link eth0 mv0 up type macvlan mode source',
        REMOVE,
        `a ip addr add ${VIP}/24 brd + dev mv0`,
      ],
      args: [`ip=${VIP}`, 'nic=mv0'],
    },
  ],
  [
    'nft drops its packets',
    { cause: 'firewall', make: [...chain('inet', 'input'), rule('inet', `ip daddr ${VIP} drop`)] },
  ],
  [
    'nft drops a network',
    {
      cause: 'firewall',
      make: [...chain('ip', 'prerouting'), rule('ip', 'ip daddr 10.55.0.0/28 drop')],
    },
  ],
  [
    'nft drops the addresses of a set',
    {
      cause: 'firewall',
      make: [
        ...chain('inet', 'input'),
        nft(
          'add set inet t s { type ipv4_addr; flags interval; elements = { 10.55.0.5-10.55.0.20 } }',
        ),
        rule('inet', 'ip daddr @s drop'),
      ],
    },
  ],
  [
    'nft drops by a map and another chain',
    {
      cause: 'firewall',
      make: [
        ...chain('inet', 'input'),
        nft('add chain inet t d'),
        nft('add rule inet t d counter drop'),
        rule('inet', `ip daddr vmap { ${VIP} : jump d }`),
      ],
    },
  ],
  [
    'nft drops one of its ports',
    {
      cause: 'firewall',
      make: [...chain('inet', 'input'), rule('inet', `ip daddr ${VIP} tcp dport 80 drop`)],
    },
  ],
  ['the policy is drop', { cause: 'firewall', make: chain('inet', 'input', 'drop') }],
  [
    'nft rejects the answers',
    {
      cause: 'firewall',
      make: [...chain('inet', 'output'), rule('inet', `ip saddr ${VIP} reject`)],
    },
  ],
  [
    'nft drops pings',
    {
      cause: 'firewall',
      make: [...chain('inet', 'input'), rule('inet', 'icmp type echo-request drop')],
    },
  ],
  [
    'nft drops at the interface',
    {
      cause: 'firewall',
      make: [
        nft('add table netdev t'),
        nft('add chain netdev t c { type filter hook ingress device eth0 priority 0; }'),
        rule('netdev', `ip daddr ${VIP} drop`),
      ],
    },
  ],
  [
    'nft drops IPv6 packets',
    {
      cause: 'firewall',
      make: [...chain('ip6', 'input'), rule('ip6', `ip6 daddr ${VIP6} drop`)],
      args: IP6,
    },
  ],
  [
    'nft drops ARP',
    {
      cause: 'firewall-neighbour',
      make: [...chain('arp', 'input'), rule('arp', `arp daddr ip ${VIP} drop`)],
    },
  ],
  [
    'nft drops ARP replies',
    {
      cause: 'firewall-neighbour',
      make: [...chain('arp', 'output'), rule('arp', `arp saddr ip ${VIP} drop`)],
    },
  ],
  [
    'nft accepts TCP, and no Neighbor Discovery',
    {
      cause: 'firewall-neighbour',
      make: [...chain('inet', 'input', 'drop'), rule('inet', 'tcp dport 80 accept')],
      args: IP6,
    },
  ],
  ['iptables', { cause: 'firewall', make: [`a iptables -A INPUT -d ${VIP} -j DROP`] }],
  [
    'iptables, a rule for one port',
    { cause: 'firewall', make: [`a iptables -A INPUT -d ${VIP} -p tcp --dport 80 -j REJECT`] },
  ],
  ['iptables, the policy', { cause: 'firewall', make: ['a iptables -P INPUT DROP'] }],
  [
    'iptables-legacy',
    { cause: 'firewall', make: [`a iptables-legacy -A INPUT -d ${VIP} -j DROP`] },
  ],
  [
    'ip6tables-legacy',
    { cause: 'firewall', make: [`a ip6tables-legacy -A INPUT -d ${VIP6} -j DROP`], args: IP6 },
  ],
  ['arptables', { cause: 'firewall-neighbour', make: [`a arptables -A INPUT -d ${VIP} -j DROP`] }],
  [
    'packets are sent to another address',
    {
      cause: 'redirected',
      make: [
        nft('add table ip n'),
        nft('add chain ip n p { type nat hook prerouting priority -100; }'),
        nft(`add rule ip n p ip daddr ${VIP} dnat to 10.9.9.9`),
      ],
    },
  ],
];

describe('the first cause', () => {
  it.each(CASES)('%s', async (_, { cause, make, args = [`ip=${VIP}`], isHint = false }) => {
    for (const line of make) await type(line);
    const { status, report } = await doctor(...args);
    const [first] = [...report.findings, ...report.hints];
    expect({ cause: first?.cause, status, all: report }).toEqual({
      cause,
      status: isHint ? 0 : 1,
      all: report,
    });
    expect(first?.seen.length).toBeGreaterThan(0);
    expect(first?.advice.length).toBeGreaterThan(0);
  });

  it('no carrier', async () => {
    await lab.setCable(a, 'eth0', 'down');
    const { report } = await doctor(`ip=${VIP}`);
    expect(report.findings[0]?.cause).toBe('no-carrier');
  });

  it('a duplicate IPv6 address', async () => {
    await type(REMOVE6);
    await a.sysctl('net.ipv6.conf.eth0.accept_dad', 1);
    await gateway.ip(`addr add ${VIP6}/64 dev eth0 nodad`);
    await a.ip(`addr add ${VIP6}/64 dev eth0`);
    await a.waitForDad();
    const { report } = await doctor(...IP6);
    expect(report.findings[0]?.cause).toBe('duplicate');
  });

  it('another network namespace, besides its absence', async () => {
    const other = '10.55.0.200';
    await gateway.ip(`addr add ${other}/24 dev eth1`);
    const { report } = await doctor(`ip=${other}`);
    expect(report.findings.map(({ cause }) => cause)).toContain('other-namespace');
  });
});

describe('a network manager', () => {
  const folders =
    'mount -t tmpfs t /etc && mkdir -p "$(dirname "$1")" && printf "$2" >"$1" && shift 2';
  const managed = async (path: string, text: string) => {
    const script = `${folders} && exec "$@"`;
    const command = asFloatip('doctor', `ip=${VIP}`, '--json');
    const { stdout } = await runWithOwnMounts(a, script, [path, text, ...command], {});
    const report: DoctorReport = JSON.parse(stdout);
    return [...report.findings, ...report.hints][0]?.cause;
  };

  it.each<[string, string, CauseName]>([
    ['systemd-networkd', '[Match]\\nName=eth*\\n[Network]\\nDHCP=yes\\n', 'networkd'],
    ['with the address', `[Match]\\nName=eth0\\n[Network]\\nAddress=${VIP}/24\\n`, 'networkd'],
    ['of another interface', '[Match]\\nName=eno1\\n[Network]\\nDHCP=yes\\n', 'service'],
    [
      'that keeps addresses',
      '[Match]\\nName=eth0\\n[Network]\\nKeepConfiguration=static\\n',
      'service',
    ],
    ['that leaves it alone', '[Match]\\nName=eth0\\n[Link]\\nUnmanaged=yes\\n', 'service'],
  ])('%s', async (_, text, cause) => {
    expect(await managed('/etc/systemd/network/10-x.network', text)).toBe(cause);
  });

  it.each<[string, string, CauseName]>([
    ['NetworkManager', '[connection]\\ntype=ethernet\\ninterface-name=eth0\\n', 'network-manager'],
    ['with a connection of another interface', '[connection]\\ninterface-name=eno1\\n', 'service'],
  ])('%s', async (_, text, cause) => {
    const path = '/etc/NetworkManager/system-connections/x.nmconnection';
    expect(await managed(path, text)).toBe(cause);
  });
});

describe('a healthy address has no finding', () => {
  const usual = [
    ...chain('inet', 'input', 'drop'),
    rule('inet', 'ct state vmap { established : accept, related : accept, invalid : drop }'),
    rule('inet', 'iif lo accept'),
    rule('inet', 'meta l4proto { icmp, icmpv6 } accept'),
    rule('inet', 'tcp dport { 22, 80, 443 } accept'),
  ];
  const iptables = (tool: string) => [
    `a ${tool} -P INPUT DROP`,
    `a ${tool} -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
    `a ${tool} -A INPUT -i lo -j ACCEPT`,
    `a ${tool} -A INPUT -p icmp -j ACCEPT`,
    `a ${tool} -A INPUT -p tcp -m multiport --dports 22,80 -j ACCEPT`,
    `a ${tool} -A INPUT -j REJECT`,
  ];
  it.each<[string, readonly string[], readonly string[]]>([
    ['IPv4', [], [`ip=${VIP}`]],
    ['IPv6', [], IP6],
    ['with a client', [], [`ip=${VIP}`, '--from', '10.99.0.1']],
    ['without a gateway', ['a ip route del default'], [`ip=${VIP}`]],
    ['without a gateway (IPv6)', ['a ip -6 route del default'], IP6],
    ['with a usual firewall of nft', usual, [`ip=${VIP}`]],
    ['with a usual firewall of nft (IPv6)', usual, IP6],
    ['with a usual firewall of iptables', iptables('iptables'), [`ip=${VIP}`]],
    ['with a usual firewall of iptables-legacy', iptables('iptables-legacy'), [`ip=${VIP}`]],
    ['with arp_ignore=1', ['a sysctl -qw net.ipv4.conf.all.arp_ignore=1'], [`ip=${VIP}`]],
    [
      'with strict rp_filter and one network',
      ['a ip link set eth1 down', 'a sysctl -qw net.ipv4.conf.all.rp_filter=1'],
      [`ip=${VIP}`],
    ],
    ['as a host address', [REMOVE, `a ip addr add ${VIP}/32 dev eth0`], [`ip=${VIP}`]],
    [
      'on a bridge',
      [
        'a ip link add br7 up type bridge',
        'a ip addr flush dev eth0',
        'a ip link set eth0 master br7',
        'a ip addr add 10.55.0.1/24 brd + dev br7',
        `a ip addr add ${VIP}/24 brd + dev br7`,
      ],
      [`ip=${VIP}`],
    ],
    [
      'on a macvlan',
      [
        'a ip link add link eth0 mv0 up type macvlan mode bridge',
        'a ip addr flush dev eth0',
        'a ip addr add 10.55.0.1/24 brd + dev mv0',
        `a ip addr add ${VIP}/24 brd + dev mv0`,
      ],
      [`ip=${VIP}`],
    ],
  ])('%s', async (_, make, args) => {
    for (const line of make) await type(line);
    expect(await doctor(...args)).toMatchObject({ status: 0, report: { findings: [] } });
  });
});

describe('the output', () => {
  it('is text with the evidence and what to do', async () => {
    await a.ip('link set eth0 arp off');
    const command = asFloatip('doctor', `ip=${VIP}`);
    await expect(a.run(...command)).rejects.toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(
        /^Why 10\.55\.0\.10 may not be reached.*\n\n1\. certain +eth0 does not use ARP.*\n {3}seen +.*\n {3}do +ip link set dev eth0 arp on\n/,
      ),
    });
  });

  it('has no control characters of names', async () => {
    const name = 'ev\u001b[31mil';
    await a.run('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'q0');
    await a.run('ip', 'addr', 'add', '10.60.0.10/24', 'dev', name);
    await a.run('ip', 'link', 'set', name, 'up');
    const { report } = await doctor('ip=10.60.0.10');
    expect(report.findings[0]?.cause).toBe('no-carrier');
    // JSON has the character as an escape sequence.
    expect(JSON.stringify(report)).not.toContain('\\u001b');
  });

  it('says what could not be looked at without the tools', async () => {
    const command = asFloatip('doctor', `ip=${VIP}`, '--json');
    const text = await a.run('env', 'PATH=/var/empty', '/bin/bash', ...command.slice(1));
    const report: DoctorReport = JSON.parse(text);
    expect(report.findings).toEqual([]);
    expect(report.well.join('\n')).not.toContain('firewall');
    expect(report.notLookedAt.join('\n')).toMatch(/rules of nft.*\n.*cluster/s);
  });

  it('refuses a client that is no address', async () => {
    const command = asFloatip('doctor', `ip=${VIP}`, '--from', 'somewhere');
    await expect(a.run(...command)).rejects.toMatchObject({
      exitCode: 2,
      stderr: 'floatip: --from="somewhere" is not an IP address',
    });
  });

  it('changes nothing', async () => {
    const state = async () => [
      await a.ip('addr show'),
      await a.ip('route show table all'),
      await a.run('nft', 'list', 'ruleset'),
      await a.stateFiles(),
    ];
    const before = await state();
    await doctor(`ip=${VIP}`);
    expect(await state()).toEqual(before);
  });
});
