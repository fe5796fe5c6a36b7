/** Rules of every role, in both families. */
import type { Hash, Rule } from '../../../lib/shared-address/firewall/rule.ts';
import type { Family } from '../../../lib/wire/ip-address.ts';

export interface RuleOf {
  readonly family: Family;
  readonly rule: Rule;
}

const mac = '03:00:5e:00:01:0a';
const ownMac = '02:00:00:00:00:07';
export const IPV4 = { ip: '10.0.0.10', nic: 'eth0', mac };
export const IPV6 = { ip: '2001:db8::10', nic: 'eth0', mac };
export const HASH: Hash = { total: 3, seed: 0x9e1a9a36, buckets: [1, 3] };

/** Rules that NftFirewall adds. */
export const NFT_RULES: readonly RuleOf[] = [
  { family: 'inet', rule: { ...IPV4, role: 'share', hash: HASH } },
  { family: 'inet', rule: { ...IPV4, role: 'rest' } },
  { family: 'inet', rule: { ...IPV4, role: 'elsewhere' } },
  { family: 'inet', rule: { ...IPV4, role: 'error-share', hash: HASH } },
  { family: 'inet', rule: { ...IPV4, role: 'error-rest' } },
  { family: 'inet', rule: { ...IPV4, role: 'sender' } },
  { family: 'inet6', rule: { ...IPV6, role: 'share', hash: HASH } },
  { family: 'inet6', rule: { ...IPV6, role: 'rest' } },
  { family: 'inet6', rule: { ...IPV6, role: 'elsewhere' } },
  { family: 'inet6', rule: { ...IPV6, role: 'error-share', hash: HASH } },
  { family: 'inet6', rule: { ...IPV6, role: 'error-rest' } },
  { family: 'inet6', rule: { ...IPV6, role: 'neighbours' } },
  { family: 'inet6', rule: { ...IPV6, role: 'advertisement', ownMac } },
  { family: 'inet6', rule: { ...IPV6, role: 'solicitation', ownMac } },
];

/** A rule, the lines that add it, and the lines that iptables 1.8.9 shows. */
export interface Lines {
  readonly rule: Rule;
  readonly written: readonly string[];
  readonly shown: readonly string[];
}

export const IPTABLES_RULES: readonly Lines[] = [
  {
    rule: { ...IPV4, role: 'share', hash: { total: 32, seed: 0xfffffffe, buckets: [1, 32] } },
    written: [
      '-A mine -i eth0 -d 10.0.0.10 -m cluster --cluster-total-nodes 32 --cluster-local-node 1 --cluster-hash-seed 4294967294 -m comment --comment "floatip 10.0.0.10 share 03:00:5e:00:01:0a" -j RETURN',
      '-A mine -i eth0 -d 10.0.0.10 -m cluster --cluster-total-nodes 32 --cluster-local-node 32 --cluster-hash-seed 4294967294 -m comment --comment "floatip 10.0.0.10 share 03:00:5e:00:01:0a" -j RETURN',
    ],
    shown: [
      'mine -d 10.0.0.10/32 -i eth0 -m cluster --cluster-local-nodemask 0x00000001 --cluster-total-nodes 32 --cluster-hash-seed 0xfffffffe -m comment --comment "floatip 10.0.0.10 share 03:00:5e:00:01:0a" -j RETURN',
      'mine -d 10.0.0.10/32 -i eth0 -m cluster --cluster-local-nodemask 0x80000000 --cluster-total-nodes 32 --cluster-hash-seed 0xfffffffe -m comment --comment "floatip 10.0.0.10 share 03:00:5e:00:01:0a" -j RETURN',
    ],
  },
  {
    rule: { ...IPV4, role: 'rest' },
    written: [
      '-A mine -i eth0 -d 10.0.0.10 -m comment --comment "floatip 10.0.0.10 rest 03:00:5e:00:01:0a" -j DROP',
    ],
    shown: [
      'mine -d 10.0.0.10/32 -i eth0 -m comment --comment "floatip 10.0.0.10 rest 03:00:5e:00:01:0a" -j DROP',
    ],
  },
  {
    rule: { ...IPV4, role: 'elsewhere' },
    written: [
      '-A mine ! -i eth0 -d 10.0.0.10 -m pkttype --pkt-type multicast -m comment --comment "floatip 10.0.0.10 elsewhere 03:00:5e:00:01:0a" -j DROP',
    ],
    shown: [
      'mine -d 10.0.0.10/32 ! -i eth0 -m pkttype --pkt-type multicast -m comment --comment "floatip 10.0.0.10 elsewhere 03:00:5e:00:01:0a" -j DROP',
    ],
  },
];
