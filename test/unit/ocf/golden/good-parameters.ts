/** Valid parameters, and how their values differ from the defaults. */
import type { Variables } from '../../../../lib/ocf/environment.ts';
import { fromHex } from '../../../../lib/wire/hex.ts';
import type { IpAddress } from '../../../../lib/wire/ip-address.ts';
import type { RequestValues } from './defaults.ts';

const ip = '192.0.2.10';
const ip6 = '2001:db8::10';
export const IP: IpAddress = { family: 'inet', bytes: fromHex('c000020a'), text: ip };
const BROADCAST: IpAddress = {
  family: 'inet',
  bytes: fromHex('c00002ff'),
  text: '192.0.2.255',
};

const ROUTER: IpAddress = { family: 'inet', bytes: fromHex('c0000201'), text: '192.0.2.1' };
const LINK_LOCAL: IpAddress = {
  family: 'inet6',
  bytes: fromHex('fe800000000000000000000000000001'),
  text: 'fe80::1',
};

export const GOOD: readonly [Variables, Partial<RequestValues>][] = [
  [{ ip }, { ip: IP }],
  [{ ip: '192.0.2.10/24' }, { ip: IP, prefixLength: 24 }],
  [{ ip: '192.0.2.10/1' }, { ip: IP, prefixLength: 1 }],
  [{ ip: '192.0.2.10/32' }, { ip: IP, prefixLength: 32 }],
  [{ ip: '2001:db8::10/128' }, { prefixLength: 128, addressLabel: 99 }],
  [{ ip: '127.0.0.10' }, {}],
  [{ ip: '240.0.0.1' }, {}],
  [{ ip: '192.0.2.10/24', cidr_netmask: '24' }, { prefixLength: 24 }],
  [{ ip, cidr_netmask: '1' }, { prefixLength: 1 }],
  [{ ip, cidr_netmask: '32' }, { prefixLength: 32 }],
  [{ ip, netmask: '24' }, { prefixLength: 24 }],
  [{ ip, netmask: '16', cidr_netmask: '24' }, { prefixLength: 24 }],
  [
    { ip: '2001:db8::10', cidr_netmask: '64' },
    { prefixLength: 64, addressLabel: 99 },
  ],
  [{ ip, nic: 'eth0' }, { nic: 'eth0' }],
  [{ ip, nic: 'eth0.100' }, { nic: 'eth0.100' }],
  [{ ip, nic: 'a'.repeat(127) }, { nic: 'a'.repeat(127) }],
  [{ ip, nic: 'eth0:' }, { nic: 'eth0' }],
  [{ ip, broadcast: '+' }, { broadcast: 'set-host-bits' }],
  [{ ip, broadcast: '-' }, { broadcast: 'clear-host-bits' }],
  [{ ip, broadcast: '192.0.2.255' }, { broadcast: BROADCAST }],
  [{ ip, iflabel: 'vip' }, { label: 'vip' }],
  // At most 15 characters with interface and colon; without nic, the interface counts as one.
  [
    { ip, nic: 'eth0', iflabel: 'tenletters' },
    { nic: 'eth0', label: 'tenletters' },
  ],
  [{ ip, iflabel: 'thirteenlette' }, { label: 'thirteenlette' }],
  [{ ip, proto: '0' }, { routeProtocol: 0 }],
  [{ ip, proto: '255' }, { routeProtocol: 255 }],
  [{ ip, proto: '0x42' }, { routeProtocol: 66 }],
  [{ ip, proto: 'kernel' }, { routeProtocol: 2 }],
  [{ ip, arp_count: '1' }, { arp_count: 1 }],
  [{ ip, arp_count: '2147483647' }, { arp_count: 2147483647 }],
  [{ ip, arp_interval: '1' }, { arp_interval: 1 }],
  [{ ip, arp_type: 'both' }, { arpType: 'both' }],
  [{ ip, arp_type: 'request' }, { arpType: 'request' }],
  [{ ip, arp_type: 'reply' }, { arpType: 'reply' }],
  [{ ip, arp_count_refresh: '0' }, { arp_count_refresh: 0 }],
  [{ ip, arp_count_refresh: '3' }, { arp_count_refresh: 3 }],
  [{ ip, arp_bg: 'no' }, { arp_bg: false }],
  [{ ip, arp_bg: 'yes' }, { arp_bg: true }],
  [{ ip, arp_late: '0' }, { lateRounds: [] }],
  [{ ip, arp_late: '3600' }, { lateRounds: [3_600_000] }],
  [{ ip, arp_late: '8, 2,30' }, { lateRounds: [2000, 8000, 30_000] }],
  [{ ip, announce_to: 'gateway' }, { announceTo: 'gateway' }],
  [{ ip, announce_to: 'none' }, { announceTo: 'none' }],
  [{ ip, announce_to: '192.0.2.255, 192.0.2.1' }, { announceTo: [BROADCAST, ROUTER] }],
  [
    { ip: ip6, announce_to: 'fe80::1', cidr_netmask: '64' },
    { announceTo: [LINK_LOCAL], prefixLength: 64, addressLabel: 99 },
  ],
  [{ ip, announce_rate: '1' }, { announce_rate: 1 }],
  [{ ip, on_conflict: 'warn' }, { onConflict: 'warn' }],
  [{ ip, on_conflict: 'degrade' }, { onConflict: 'degrade' }],
  [{ ip, on_conflict: 'fail' }, { onConflict: 'fail' }],
  [{ ip, on_conflict: 'defend' }, { onConflict: 'defend' }],
  [{ ip, run_arping: 'true' }, { run_arping: true }],
  [{ ip, check_link_status: 'false' }, { check_link_status: false }],
  [{ ip, noprefixroute: '1' }, { noprefixroute: true }],
  [
    { ip, metric: '1' },
    { metric: 1, routeMetric: 1 },
  ],
  [
    { ip, metric: '0100' },
    { metric: 100, routeMetric: 100 },
  ],
  [
    { ip, metric: '4294967295' },
    { metric: 4294967295, routeMetric: 4294967295 },
  ],
  [
    { ip: ip6, metric: '1024' },
    { metric: 1024, routeMetric: 1024, addressLabel: 99 },
  ],
  [
    { ip, metric: '100', noprefixroute: 'false' },
    { metric: 100, routeMetric: 100 },
  ],
  [{ ip, flush_routes: 'on' }, { flush_routes: true }],
  [{ ip, kill_connections_on_stop: 'yes' }, { kill_connections_on_stop: true }],
  [
    { ip: ip6, kill_connections_on_stop: '1' },
    { kill_connections_on_stop: true, addressLabel: 99 },
  ],
  [
    { ip: ip6, nodad: 'yes' },
    { nodad: true, dad: 'none', addressLabel: 99 },
  ],
  [
    { ip: ip6, dad: 'fast' },
    { dad: 'fast', addressLabel: 99 },
  ],
  [
    { ip: ip6, dad: 'kernel', nodad: 'false' },
    { dad: 'kernel', addressLabel: 99 },
  ],
  [
    { ip: ip6, dad: 'none', nodad: 'true' },
    { nodad: true, dad: 'none', addressLabel: 99 },
  ],
  [
    { ip: ip6, dad: 'none', nodad: 'false' },
    { dad: 'none', addressLabel: 99 },
  ],
  [
    { ip: ip6, preferred_lft: '0' },
    { preferredLifetime: 0, addressLabel: 99 },
  ],
  [
    { ip: ip6, preferred_lft: '3600' },
    { preferredLifetime: 3600, addressLabel: 99 },
  ],
  [
    { ip: ip6, preferred_lft: '4294967295' },
    { preferredLifetime: 0xffffffff, addressLabel: 99 },
  ],
  [
    { ip: ip6, preferred_lft: 'forever' },
    { preferredLifetime: 0xffffffff, addressLabel: 99 },
  ],
  [
    { ip: ip6, lvs_ipv6_addrlabel: 'false' },
    { lvs_ipv6_addrlabel: false, addressLabel: undefined },
  ],
  [
    { ip: ip6, lvs_ipv6_addrlabel_value: '0' },
    { lvs_ipv6_addrlabel_value: 0, addressLabel: 0 },
  ],
  [
    { ip: 'fe80::10', nic: 'eth0' },
    { nic: 'eth0', addressLabel: 99 },
  ],
  [{ ip, lvs_support: 'true' }, { lvs_support: true }],
  [{ ip: ip6, lvs_support: 'false' }, { addressLabel: 99 }],
  [{ ip, network_namespace: 'blue' }, { networkNamespace: 'blue' }],
  [{ ip, network_namespace: 'a b' }, { networkNamespace: 'a b' }],
  [{ ip, network_namespace: 'n'.repeat(255) }, { networkNamespace: 'n'.repeat(255) }],
];

/** The same, and the advice in the warning. */
export const ADVISED: readonly [Variables, Partial<RequestValues>, advice: string][] = [
  [{ ip, cidr_netmask: '255.255.255.0' }, { prefixLength: 24 }, 'cidr_netmask=24'],
  [{ ip, cidr_netmask: '255.255.240.0' }, { prefixLength: 20 }, 'cidr_netmask=20'],
  [{ ip, netmask: '255.255.0.0' }, { prefixLength: 16 }, 'cidr_netmask=16'],
  [{ ip, arp_sender: 'send_arp' }, {}, 'arp_type=both'],
  [{ ip, arp_sender: 'iputils_arping' }, {}, 'arp_type=request'],
  [{ ip, arp_sender: 'libnet_arping' }, {}, 'arp_type=request'],
  [{ ip, arp_sender: 'ipoibarping' }, {}, 'arp_type=request'],
  [{ ip, send_arp_opts: '-A' }, { arpType: 'reply' }, 'arp_type=reply'],
  [{ ip, send_arp_opts: '-U' }, { arpType: 'request' }, 'arp_type=request'],
  [{ ip, send_arp_opts: ' -U  -A' }, { arpType: 'reply' }, 'arp_type=reply'],
  [{ ip, nic: 'eth0:vip' }, { nic: 'eth0', label: 'vip' }, 'nic="eth0" iflabel="vip"'],
  [{ ip, nic: 'eth0:a:b' }, { nic: 'eth0', label: 'a:b' }, 'nic="eth0" iflabel="a:b"'],
  [
    { ip, nic: 'eth0:old', iflabel: 'new' },
    { nic: 'eth0', label: 'old' },
    'nic="eth0" iflabel="old"',
  ],
];

/** send_arp_opts, arp_type, and the warning. */
export const SEND_ARP_OPTIONS: readonly [string, string | undefined, string][] = [
  ['-A', 'request', 'arp_type takes precedence'],
  ['-U', 'reply', 'arp_type takes precedence'],
  ['-w 3 -b', 'both', 'ignored: "-w 3 -b"'],
  ['-w 3', undefined, 'ignored: "-w 3"'],
  ['-AU', undefined, 'ignored: "-AU"'],
  ['$(reboot)', undefined, 'ignored: "$(reboot)"'],
];
