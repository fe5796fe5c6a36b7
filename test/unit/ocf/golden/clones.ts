/** Meta attributes of clones and their instances, and their meaning. */
import type { Variables } from '../../../../lib/ocf/environment.ts';

/** The second of three instances. */
export const CLONE = {
  CRM_meta_clone: '1',
  CRM_meta_clone_max: '3',
  CRM_meta_globally_unique: 'true',
};

/** ip, the instance, and its own address. */
export const INSTANCES: readonly [ip: string, number: string, own: string][] = [
  ['192.0.2.10', '0', '192.0.2.10'],
  ['192.0.2.10', '1', '192.0.2.11'],
  ['192.0.2.250', '10', '192.0.3.4'],
  ['192.0.2.0/23', '510', '192.0.3.254'],
  ['10.255.255.255', '1', '11.0.0.0'],
  ['2001:db8::ff', '1', '2001:db8::100'],
  ['2001:db8::ffff', '1', '2001:db8::1:0'],
  ['2001:db8::ffff/64', '65536', '2001:db8::1:ffff'],
];

/** Invalid numbers of instances. */
export const NO_NUMBERS: readonly string[] = ['1.5', '-1', 'x', '1\n', '99999999999'];

/** ip, the instance, and the address it would have, which no host can have. */
export const NO_HOSTS: readonly [ip: string, number: string, found: string][] = [
  ['255.255.255.254', '2', 'ends'],
  ['223.255.255.255', '1', '224.0.0.0'],
  ['255.255.255.254', '1', '255.255.255.255'],
  ['feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '1', 'ff00::'],
];

/** Parameters with which the address of instance 10 is outside of the network. */
export const OUTSIDE_OF_NETWORK: readonly [ip: string, others: Variables][] = [
  ['192.0.2.250/24', {}],
  ['192.0.2.250', { cidr_netmask: '24' }],
  ['192.0.2.250', { netmask: '24' }],
  ['192.0.2.250', { cidr_netmask: '32' }],
  ['2001:db8::ffff:ffff:ffff:fffa/64', {}],
];

/** Whether several hosts share the address. */
export const SHARED: readonly [title: string, parameters: Variables, isShared: boolean][] = [
  ['outside of a clone', {}, false],
  ['in a clone of one', { ...CLONE, CRM_meta_clone_max: '1' }, false],
  ['in a clone of several', CLONE, true],
  ['with unique_clone_address', { ...CLONE, unique_clone_address: 'true' }, false],
  ['with unique_clone_address=false', { ...CLONE, unique_clone_address: 'no' }, true],
  ['with a clone-max that is no number', { ...CLONE, CRM_meta_clone_max: 'x' }, true],
];

/** In addition to CLONE: whether each node has the whole address. */
export const PLAIN: readonly [parameters: Variables, isPlain: boolean][] = [
  [{ CRM_meta_globally_unique: 'false' }, true],
  [{ CRM_meta_globally_unique: 'false', CRM_meta_clone_max: '1' }, false],
  [{ CRM_meta_globally_unique: 'false', unique_clone_address: 'true' }, false],
  [{ CRM_meta_globally_unique: 'true', nic: 'lo' }, false],
  [{ CRM_meta_globally_unique: '', nic: 'lo' }, true],
  [{ CRM_meta_globally_unique: '', nic: 'eth0' }, false],
];

/** Malformed values of the parameters of a shared address. */
export const MALFORMED: readonly [name: string, value: string][] = [
  ['clusterip_firewall', 'ipchains'],
  ['clusterip_hash_seed', '0'],
  ['clusterip_hash_seed', '0x0'],
  ['clusterip_hash_seed', '4294967296'],
  ['clusterip_hash_seed', '0x100000000'],
  ['clusterip_hash_seed', '-1'],
  ['clusterip_hash_seed', '1.5'],
  ['clusterip_hash_seed', '1; reboot'],
  ['mac', '02:00:5e:00:01:0a'],
  ['mac', 'ff:ff:ff:ff:ff:ff'],
  ['mac', '01:00:5e:00:01'],
  ['mac', '01-00-5e-00-01-0a'],
  ['mac', '1:0:5e:0:1:a'],
  ['mac', 'router'],
  ['clusterip_mac_mangle', 'perhaps'],
  ['clusterip_table', '-t'],
  ['clusterip_table', 'a b'],
  ['clusterip_table', 'a;b'],
  ['clusterip_table', '$(reboot)'],
  ['clusterip_chain', ''.padEnd(29, 'x')],
  ['clusterip_chain', '"x"'],
  ['clusterip_chain', 'x\nCOMMIT'],
  ['clusterip_hash', 'destip'],
];

/** Valid values that have no effect on an address that is not shared. */
export const WITHOUT_EFFECT_UNLESS_SHARED: readonly [name: string, value: string][] = [
  ['mac', '01:00:5e:00:01:0a'],
  ['clusterip_firewall', 'nft'],
  ['clusterip_hash_seed', '7'],
  ['clusterip_table', 'mine'],
  ['clusterip_chain', 'mine'],
  ['clusterip_mac_mangle', 'false'],
  ['clusterip_hash', 'sourceip'],
  ['clusterip_hash', 'sourceip-sourceport'],
];
