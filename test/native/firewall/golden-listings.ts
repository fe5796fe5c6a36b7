/**
 * Listings of nft 1.0.6 for the rules of NftFirewall, and of iptables 1.8.9 and arptables for those of
 * IptablesFirewall: for 10.0.0.10 and 2001:db8::10 on eth0, with the buckets 1 and 3 of 3.
 */

/** First entry of each listing. */
export const METAINFO =
  '{"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5", "json_schema_version": 1}}';

export interface ListedChain {
  readonly family: string;
  readonly name: string;
  /** Entry of the chain. */
  readonly chain: string;
  /** Entries of its rules. */
  readonly rules: readonly string[];
}

export const NFT_CHAINS: readonly ListedChain[] = [
  {
    family: 'ip',
    name: 'shared',
    chain:
      '{"chain": {"family": "ip", "table": "floatip", "name": "shared", "handle": 1, "type": "filter", "hook": "prerouting", "prio": -300, "policy": "accept"}}',
    rules: [
      '{"rule": {"family": "ip", "table": "floatip", "chain": "shared", "handle": 4, "comment": "floatip 10.0.0.10 error-share 03:00:5e:00:01:0a", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "10.0.0.10"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "icmp", "field": "type"}}, "right": {"set": ["destination-unreachable", "source-quench", "redirect", "time-exceeded", "parameter-problem"]}}}, {"match": {"op": "==", "left": {"jhash": {"mod": 3, "seed": 2652543542, "expr": {"payload": {"base": "th", "offset": 192, "len": 32}}}}, "right": {"set": [0, 2]}}}, {"mangle": {"key": {"meta": {"key": "pkttype"}}, "value": "host"}}, {"accept": null}]}}',
      '{"rule": {"family": "ip", "table": "floatip", "chain": "shared", "handle": 6, "comment": "floatip 10.0.0.10 error-rest 03:00:5e:00:01:0a", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "10.0.0.10"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "icmp", "field": "type"}}, "right": {"set": ["destination-unreachable", "source-quench", "redirect", "time-exceeded", "parameter-problem"]}}}, {"drop": null}]}}',
      '{"rule": {"family": "ip", "table": "floatip", "chain": "shared", "handle": 8, "comment": "floatip 10.0.0.10 share 03:00:5e:00:01:0a", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "10.0.0.10"}}, {"match": {"op": "==", "left": {"jhash": {"mod": 3, "seed": 2652543542, "expr": {"payload": {"protocol": "ip", "field": "saddr"}}}}, "right": {"set": [0, 2]}}}, {"mangle": {"key": {"meta": {"key": "pkttype"}}, "value": "host"}}, {"accept": null}]}}',
      '{"rule": {"family": "ip", "table": "floatip", "chain": "shared", "handle": 9, "comment": "floatip 10.0.0.10 rest 03:00:5e:00:01:0a", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "10.0.0.10"}}, {"drop": null}]}}',
      '{"rule": {"family": "ip", "table": "floatip", "chain": "shared", "handle": 10, "comment": "floatip 10.0.0.10 elsewhere 03:00:5e:00:01:0a", "expr": [{"match": {"op": "!=", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "10.0.0.10"}}, {"match": {"op": "==", "left": {"meta": {"key": "pkttype"}}, "right": "multicast"}}, {"drop": null}]}}',
    ],
  },
  {
    family: 'arp',
    name: 'shared',
    chain:
      '{"chain": {"family": "arp", "table": "floatip", "name": "shared", "handle": 1, "type": "filter", "hook": "output", "prio": 0, "policy": "accept"}}',
    rules: [
      '{"rule": {"family": "arp", "table": "floatip", "chain": "shared", "handle": 2, "comment": "floatip 10.0.0.10 sender 03:00:5e:00:01:0a", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "oifname"}}, "right": "eth0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "arp", "field": "saddr ip"}}, "right": "10.0.0.10"}}, {"mangle": {"key": {"payload": {"protocol": "arp", "field": "saddr ether"}}, "value": "03:00:5e:00:01:0a"}}]}}',
    ],
  },
  {
    family: 'ip6',
    name: 'shared',
    chain:
      '{"chain": {"family": "ip6", "table": "floatip", "name": "shared", "handle": 1, "type": "filter", "hook": "prerouting", "prio": -300, "policy": "accept"}}',
    rules: [
      '{"rule": {"family": "ip6", "table": "floatip", "chain": "shared", "handle": 4, "comment": "floatip 2001:db8::10 error-share 03:00:5e:00:01:0a", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "daddr"}}, "right": "2001:db8::10"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "icmpv6", "field": "type"}}, "right": {"set": ["destination-unreachable", "packet-too-big", "time-exceeded", "parameter-problem"]}}}, {"match": {"op": "==", "left": {"jhash": {"mod": 3, "seed": 2652543542, "expr": {"payload": {"base": "th", "offset": 256, "len": 128}}}}, "right": {"set": [0, 2]}}}, {"mangle": {"key": {"meta": {"key": "pkttype"}}, "value": "host"}}, {"accept": null}]}}',
      '{"rule": {"family": "ip6", "table": "floatip", "chain": "shared", "handle": 6, "comment": "floatip 2001:db8::10 error-rest 03:00:5e:00:01:0a", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "daddr"}}, "right": "2001:db8::10"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "icmpv6", "field": "type"}}, "right": {"set": ["destination-unreachable", "packet-too-big", "time-exceeded", "parameter-problem"]}}}, {"drop": null}]}}',
      '{"rule": {"family": "ip6", "table": "floatip", "chain": "shared", "handle": 8, "comment": "floatip 2001:db8::10 neighbours 03:00:5e:00:01:0a", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "daddr"}}, "right": "2001:db8::10"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "icmpv6", "field": "type"}}, "right": {"set": ["nd-neighbor-solicit", "nd-neighbor-advert"]}}}, {"accept": null}]}}',
      '{"rule": {"family": "ip6", "table": "floatip", "chain": "shared", "handle": 10, "comment": "floatip 2001:db8::10 share 03:00:5e:00:01:0a", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "daddr"}}, "right": "2001:db8::10"}}, {"match": {"op": "==", "left": {"jhash": {"mod": 3, "seed": 2652543542, "expr": {"payload": {"protocol": "ip6", "field": "saddr"}}}}, "right": {"set": [0, 2]}}}, {"mangle": {"key": {"meta": {"key": "pkttype"}}, "value": "host"}}, {"accept": null}]}}',
      '{"rule": {"family": "ip6", "table": "floatip", "chain": "shared", "handle": 11, "comment": "floatip 2001:db8::10 rest 03:00:5e:00:01:0a", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "daddr"}}, "right": "2001:db8::10"}}, {"drop": null}]}}',
      '{"rule": {"family": "ip6", "table": "floatip", "chain": "shared", "handle": 12, "comment": "floatip 2001:db8::10 elsewhere 03:00:5e:00:01:0a", "expr": [{"match": {"op": "!=", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "daddr"}}, "right": "2001:db8::10"}}, {"match": {"op": "==", "left": {"meta": {"key": "pkttype"}}, "right": "multicast"}}, {"drop": null}]}}',
    ],
  },
  {
    family: 'ip6',
    name: 'shared-output',
    chain:
      '{"chain": {"family": "ip6", "table": "floatip", "name": "shared-output", "handle": 13, "type": "filter", "hook": "output", "prio": 0, "policy": "accept"}}',
    rules: [
      '{"rule": {"family": "ip6", "table": "floatip", "chain": "shared-output", "handle": 14, "comment": "floatip 2001:db8::10 advertisement 03:00:5e:00:01:0a 02:00:00:00:00:07", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "oifname"}}, "right": "eth0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "saddr"}}, "right": "2001:db8::10"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "icmpv6", "field": "type"}}, "right": "nd-neighbor-advert"}}, {"match": {"op": "==", "left": {"payload": {"base": "th", "offset": 192, "len": 64}}, "right": 144398862075822087}}, {"mangle": {"key": {"payload": {"base": "th", "offset": 208, "len": 48}}, "value": 3300111941898}}, {"mangle": {"key": {"payload": {"base": "th", "offset": 48, "len": 16}}, "value": 40956}}]}}',
      '{"rule": {"family": "ip6", "table": "floatip", "chain": "shared-output", "handle": 15, "comment": "floatip 2001:db8::10 solicitation 03:00:5e:00:01:0a 02:00:00:00:00:07", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "oifname"}}, "right": "eth0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "saddr"}}, "right": "2001:db8::10"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "icmpv6", "field": "type"}}, "right": "nd-neighbor-solicit"}}, {"match": {"op": "==", "left": {"payload": {"base": "th", "offset": 192, "len": 64}}, "right": 72341268037894151}}, {"mangle": {"key": {"payload": {"base": "th", "offset": 208, "len": 48}}, "value": 3300111941898}}, {"mangle": {"key": {"payload": {"base": "th", "offset": 48, "len": 16}}, "value": 40956}}]}}',
    ],
  },
];

/** iptables -t mangle -S. */
export const IPTABLES_LINES: readonly string[] = [
  '-P PREROUTING ACCEPT',
  '-P INPUT ACCEPT',
  '-P FORWARD ACCEPT',
  '-P OUTPUT ACCEPT',
  '-P POSTROUTING ACCEPT',
  '-N shared',
  '-A PREROUTING -j shared',
  '-A shared -d 10.0.0.10/32 -i eth0 -m cluster --cluster-local-nodemask 0x00000001 --cluster-total-nodes 3 --cluster-hash-seed 0x9e1a9a36 -m comment --comment "floatip 10.0.0.10 share 03:00:5e:00:01:0a" -j RETURN',
  '-A shared -d 10.0.0.10/32 -i eth0 -m cluster --cluster-local-nodemask 0x00000004 --cluster-total-nodes 3 --cluster-hash-seed 0x9e1a9a36 -m comment --comment "floatip 10.0.0.10 share 03:00:5e:00:01:0a" -j RETURN',
  '-A shared -d 10.0.0.10/32 -i eth0 -m comment --comment "floatip 10.0.0.10 rest 03:00:5e:00:01:0a" -j DROP',
  '-A shared -d 10.0.0.10/32 ! -i eth0 -m pkttype --pkt-type multicast -m comment --comment "floatip 10.0.0.10 elsewhere 03:00:5e:00:01:0a" -j DROP',
];

/** arptables -S OUTPUT. */
export const ARPTABLES_LINES: readonly string[] = [
  '-P OUTPUT ACCEPT',
  '-A OUTPUT -j mangle -o eth0 -s 10.0.0.10 --mangle-mac-s 03:00:5e:00:01:0a',
];
