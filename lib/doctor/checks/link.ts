/** Checks of the interface: whether frames get to it. */
import { interfaceSetting, networkSetting } from '../../linux/settings.ts';
import { isLoopback, linkHealth } from '../../vip/link/link-health.ts';
import { formatHardwareAddress } from '../../wire/hardware-address.ts';
import { IFF_NOARP, IFF_UP } from '../../wire/ifinfomsg.ts';
import { sameBytes } from '../../wire/ip-address.ts';
import type { LinkDetails } from '../../wire/link-details.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { type Facts, linkWith, lowerLinks, nameOfLink } from '../facts/facts.ts';

/** linux/if.h */
const IFF_MULTICAST = 0x1000;
/** The smallest MTU of IPv4 hosts (RFC 791), and of IPv6 links (RFC 8200). */
const MIN_MTU = 576;
const MIN_MTU_IPV6 = 1280;
/** A macvlan on a VLAN on a bond on ports. */
const MAX_LEVELS = 4;

/** Returns whether frames can get to the interface. */
export function checkLink(facts: Facts, diagnosis: Diagnosis): boolean {
  checkFamily(facts, diagnosis);
  const { place } = facts;
  if (!place) return false;
  const isUp = checkHealth(facts, place, diagnosis);
  checkFlags(facts, place, diagnosis);
  checkMtu(facts, place, diagnosis);
  checkBridge(facts, place, diagnosis);
  checkMacvlan(facts, place, diagnosis);
  checkSameMac(facts, place, diagnosis);
  checkMaster(facts, place, diagnosis);
  checkXdp(facts, place, diagnosis);
  return isUp;
}

function checkFamily(facts: Facts, diagnosis: Diagnosis): void {
  const { ip, place, links } = facts;
  if (ip.family !== 'inet6') return;
  if (networkSetting('ipv6/conf/all/disable_ipv6') === undefined) {
    diagnosis.add({
      cause: 'family-off',
      likelihood: 'certain',
      summary: 'this kernel runs without IPv6',
      seen: ['/proc/sys/net/ipv6 is missing'],
      advice: ['remove ipv6.disable=1 from the kernel command line, or load the module ipv6'],
    });
    return;
  }
  const off: string[] = [];
  for (const { link } of place ? [place] : links) {
    if (isLoopback(link) && !place) continue;
    if (interfaceSetting('inet6', link.name, 'disable_ipv6') === 1) off.push(link.name);
  }
  const isEverywhere = interfaceSetting('inet6', 'all', 'disable_ipv6') === 1;
  const name = off.at(0);
  if (name !== undefined) {
    const isAccept = interfaceSetting('inet6', name, 'accept_dad') === 2;
    diagnosis.add({
      cause: 'family-off',
      // Without the addresses, which the kernel has removed, the interface is not known.
      likelihood: 'certain',
      summary: `IPv6 is off on ${off.join(', ')}`,
      seen: [
        `sysctl net.ipv6.conf.${name}.disable_ipv6 = 1`,
        ...(isEverywhere ? ['sysctl net.ipv6.conf.all.disable_ipv6 = 1'] : []),
        ...(isAccept
          ? [
              `accept_dad is 2: the kernel turns IPv6 off if another host has the link-local address`,
            ]
          : []),
      ],
      advice: [
        `sysctl -w net.ipv6.conf.${isEverywhere ? 'all' : name}.disable_ipv6=0`,
        'find what set it: grep -r disable_ipv6 /etc/sysctl.conf /etc/sysctl.d /usr/lib/sysctl.d',
        'the kernel has removed the addresses: restart the resource',
      ],
    });
  }
}

function checkHealth(facts: Facts, place: LinkDetails, diagnosis: Diagnosis): boolean {
  const { link } = place;
  const health = linkHealth(link);
  if (health === 'up') {
    diagnosis.isWell(`${link.name} is up and has a carrier`);
    return true;
  }
  if (health === 'down') {
    diagnosis.add({
      cause: 'link-down',
      // start would bring it up; of a link that goes down, the kernel removes the IPv6 addresses.
      likelihood: facts.holder || facts.ip.family === 'inet6' ? 'certain' : 'likely',
      summary: `${link.name} is down`,
      seen: [`ip link show dev ${link.name}: the flag UP is missing`],
      advice: [
        `ip link set ${link.name} up`,
        'start also brings it up: in a cluster, look at the resource (crm_mon --one-shot --inactive)',
      ],
    });
    return false;
  }
  const below = downBelow(facts, place, 0);
  if (below !== '') {
    diagnosis.add({
      cause: 'lower-down',
      likelihood: 'certain',
      summary: `${link.name} has no carrier, because ${below}`,
      seen: [`ip link show dev ${link.name}: ${link.operationalState}`],
      advice: ['bring the lower interface up: ip link set LOWER up', 'check its cable'],
    });
    return false;
  }
  diagnosis.add({
    cause: 'no-carrier',
    likelihood: 'certain',
    summary: `${link.name} has no carrier`,
    seen: [
      `ip link show dev ${link.name}: NO-CARRIER, state ${link.operationalState}`,
      ...(place.kind === 'bridge' && lowerLinks(facts, place).length === 0
        ? [`the bridge ${link.name} has no port`]
        : []),
    ],
    advice: [
      'check the cable, the switch port, and the other end',
      `ethtool ${link.name} shows what the driver sees`,
    ],
  });
  return false;
}

/** Why the links below give no carrier; empty if they are up, or there are none. */
function downBelow(facts: Facts, details: LinkDetails, level: number): string {
  if (level >= MAX_LEVELS) return '';
  const lower = lowerLinks(facts, details);
  if (lower.length === 0) return '';
  const reasons: string[] = [];
  for (const one of lower) {
    const health = linkHealth(one.link);
    if (health === 'up') return '';
    const deeper = downBelow(facts, one, level + 1);
    const state = health === 'down' ? 'is down' : 'has no carrier';
    reasons.push(deeper === '' ? `${one.link.name} ${state}` : deeper);
  }
  return reasons.join(', ');
}

function checkFlags({ ip }: Facts, { link }: LinkDetails, diagnosis: Diagnosis): void {
  if (isLoopback(link)) return;
  if (link.flags & IFF_NOARP) {
    diagnosis.add({
      cause: 'noarp',
      likelihood: 'certain',
      summary: `${link.name} does not use ${ip.family === 'inet' ? 'ARP' : 'Neighbor Discovery'}: no neighbour can find ${ip.text}`,
      seen: [`ip link show dev ${link.name}: NOARP`],
      advice: [
        `ip link set dev ${link.name} arp on`,
        'if the interface has no neighbours (dummy, tunnel), use another one',
      ],
    });
  }
  if (ip.family === 'inet6' && !(link.flags & IFF_MULTICAST)) {
    diagnosis.add({
      cause: 'multicast-off',
      likelihood: 'likely',
      summary: `${link.name} has no multicast: Neighbor Solicitations for ${ip.text} do not arrive`,
      seen: [`ip link show dev ${link.name}: the flag MULTICAST is missing`],
      advice: [`ip link set dev ${link.name} multicast on`],
    });
  }
}

function checkMtu({ ip }: Facts, { link, mtu }: LinkDetails, diagnosis: Diagnosis): void {
  const least = ip.family === 'inet' ? MIN_MTU : MIN_MTU_IPV6;
  if (mtu === 0 || mtu >= least) return;
  diagnosis.add({
    cause: 'mtu',
    likelihood: ip.family === 'inet6' ? 'certain' : 'possible',
    summary: `the MTU of ${link.name} is ${mtu}: larger packets get lost`,
    seen: [`ip link show dev ${link.name}: mtu ${mtu}`],
    advice: [`ip link set dev ${link.name} mtu 1500`],
  });
}

function checkBridge(facts: Facts, place: LinkDetails, diagnosis: Diagnosis): void {
  const ports =
    place.kind === 'bridge'
      ? lowerLinks(facts, place)
      : place.masterKind === 'bridge'
        ? [place]
        : [];
  if (place.masterKind === 'bridge') {
    const bridge = nameOfLink(facts, place.master);
    diagnosis.add({
      cause: 'bridge-port',
      likelihood: 'certain',
      summary: `${place.link.name} is a port of the bridge ${bridge}: addresses belong on the bridge, frames to ${place.link.name} go there`,
      seen: [`ip link show dev ${place.link.name}: master ${bridge}`],
      advice: [`set nic=${bridge}, and give ${bridge} the addresses of ${place.link.name}`],
    });
  }
  checkPorts(place, ports, diagnosis);
  checkForwarding(facts, place, ports, diagnosis);
}

function checkPorts(place: LinkDetails, ports: readonly LinkDetails[], diagnosis: Diagnosis): void {
  const closed = ports.filter(
    ({ port, link }) => port && port.state !== 'forwarding' && (link.flags & IFF_UP) !== 0,
  );
  for (const { link, port } of closed) {
    if (!port) continue;
    diagnosis.add({
      cause: 'bridge-port',
      likelihood: closed.length === ports.length ? 'certain' : 'possible',
      summary: `the port ${link.name} of the bridge ${place.link.name} is ${port.state}, and passes no frames`,
      seen: [`bridge link show dev ${link.name}: state ${port.state}`],
      advice: [
        port.state === 'disabled'
          ? 'check its carrier'
          : 'wait for the spanning tree protocol, or turn it off (ip link set BRIDGE type bridge stp_state 0)',
        `bridge link set dev ${link.name} state 3`,
      ],
    });
  }
  for (const { link, port } of ports) {
    if (!port) continue;
    const filters = [
      ...(port.locked ? ['locked'] : []),
      ...(port.isolated ? ['isolated'] : []),
      ...(port.neighbourSuppression ? ['neigh_suppress on'] : []),
      ...(port.broadcastFlood ? [] : ['bcast_flood off']),
      ...(port.multicastFlood ? [] : ['mcast_flood off']),
      ...(port.unicastFlood ? [] : ['flood off']),
      ...(port.learning ? [] : ['learning off']),
    ];
    if (filters.length === 0) continue;
    diagnosis.add({
      cause: 'bridge-port',
      likelihood: port.locked ? 'likely' : 'possible',
      summary: `the port ${link.name} of the bridge ${place.link.name} filters frames: ${filters.join(', ')}`,
      seen: [`bridge -details link show dev ${link.name}: ${filters.join(', ')}`],
      advice: [
        `bridge link set dev ${link.name} locked off isolated off neigh_suppress off bcast_flood on mcast_flood on flood on learning on`,
      ],
    });
  }
}

/** A static entry may send frames for our hardware address to a port. */
function checkForwarding(
  facts: Facts,
  { link, kind }: LinkDetails,
  ports: readonly LinkDetails[],
  diagnosis: Diagnosis,
): void {
  if (kind !== 'bridge' && ports.length === 0) return;
  const entries = facts.view.forwardingEntries();
  for (const { index, hardwareAddress } of entries) {
    const port = ports.find((one) => one.link.index === index);
    if (!port || !sameBytes(hardwareAddress, link.address)) continue;
    // The bridge itself has the address of one of its ports.
    if (sameBytes(port.link.address, link.address)) continue;
    const mac = formatHardwareAddress(link.address);
    diagnosis.add({
      cause: 'mac-filter',
      likelihood: 'certain',
      summary: `the bridge ${link.name} sends frames for ${mac}, its own hardware address, out of the port ${port.link.name}`,
      seen: [`bridge fdb show dev ${port.link.name}: ${mac}`],
      advice: [
        `bridge fdb delete ${mac} dev ${port.link.name} master`,
        'if the entry comes back, another host has the same hardware address',
      ],
    });
  }
}

function checkMacvlan(facts: Facts, place: LinkDetails, diagnosis: Diagnosis): void {
  const { link, macvlanMode } = place;
  const lower = nameOfLink(facts, place.lower);
  if (macvlanMode === 'source') {
    diagnosis.add({
      cause: 'macvlan',
      likelihood: 'likely',
      summary: `the macvlan ${link.name} has the mode source: it receives only frames from listed hardware addresses`,
      seen: [`ip -details link show dev ${link.name}: macvlan mode source`],
      advice: [
        `ip link set ${link.name} type macvlan mode bridge`,
        `or list the clients and gateways: ip link set ${link.name} type macvlan macaddr add MAC`,
      ],
    });
  } else if (macvlanMode === 'private' || macvlanMode === 'vepa') {
    diagnosis.add({
      cause: 'macvlan',
      likelihood: 'possible',
      summary: `the macvlan ${link.name} has the mode ${macvlanMode}: other macvlans on ${lower} do not reach it`,
      seen: [`ip -details link show dev ${link.name}: macvlan mode ${macvlanMode}`],
      advice: [`ip link set ${link.name} type macvlan mode bridge`],
    });
  } else if (macvlanMode !== undefined) {
    diagnosis.add({
      cause: 'macvlan',
      likelihood: 'hint',
      summary: `the host of ${lower} itself does not reach the macvlan ${link.name}; other hosts do`,
      seen: [`ip -details link show dev ${link.name}: macvlan mode ${macvlanMode}`],
      advice: [],
    });
  }
  for (const other of facts.links) {
    if (other.lower !== link.index || other.macvlanMode !== 'passthru') continue;
    diagnosis.add({
      cause: 'macvlan',
      likelihood: 'certain',
      summary: `the macvlan ${other.link.name} has the mode passthru: it takes all frames of ${link.name}`,
      seen: [`ip -details link show dev ${other.link.name}: macvlan mode passthru`],
      advice: [`use ${other.link.name} for the address, or another mode`],
    });
  }
}

function checkSameMac(facts: Facts, place: LinkDetails, diagnosis: Diagnosis): void {
  const { link } = place;
  if (facts.isShared || link.address.length === 0) return;
  for (const { hardwareAddress, index, address, state } of facts.neighbours) {
    if (index !== link.index || !sameBytes(hardwareAddress, link.address)) continue;
    if (address.length === 0 || state === 0) continue;
    if (facts.addresses.some(({ local }) => sameBytes(local, address))) continue;
    const mac = formatHardwareAddress(link.address);
    diagnosis.add({
      cause: 'same-mac',
      likelihood: 'likely',
      summary: `a neighbour has ${mac}, the hardware address of ${link.name}: switches send frames to one of the two`,
      seen: [`ip neigh show dev ${link.name}: an entry has ${mac}`],
      advice: [
        'a machine that was cloned keeps its hardware address: give one of the two another one',
        `ip link set dev ${link.name} address MAC`,
      ],
    });
    return;
  }
}

function checkMaster(facts: Facts, place: LinkDetails, diagnosis: Diagnosis): void {
  const { link, master, masterKind } = place;
  const upper = linkWith(facts, master);
  if (masterKind === 'bond' || masterKind === 'team') {
    diagnosis.add({
      cause: 'bridge-port',
      likelihood: 'certain',
      summary: `${link.name} is a port of ${nameOfLink(facts, master)}: addresses belong there`,
      seen: [`ip link show dev ${link.name}: master ${nameOfLink(facts, master)}`],
      advice: [`set nic=${nameOfLink(facts, master)}`],
    });
  }
  if (masterKind !== 'vrf' && upper?.kind !== 'vrf') return;
  diagnosis.add({
    cause: 'vrf',
    likelihood: 'possible',
    summary: `${link.name} is in the VRF ${nameOfLink(facts, master)}: only programs of this VRF answer`,
    seen: [
      `ip link show dev ${link.name}: master ${nameOfLink(facts, master)}, table ${upper?.vrfTable ?? '?'}`,
    ],
    advice: [
      `start the service in it: ip vrf exec ${nameOfLink(facts, master)} COMMAND`,
      'or: sysctl -w net.ipv4.tcp_l3mdev_accept=1',
    ],
  });
}

function checkXdp(facts: Facts, place: LinkDetails, diagnosis: Diagnosis): void {
  for (const { link, hasXdp } of [place, ...lowerLinks(facts, place)]) {
    if (!hasXdp) continue;
    diagnosis.add({
      cause: 'xdp',
      likelihood: 'possible',
      summary: `an XDP program on ${link.name} sees each packet first, and may drop it`,
      seen: [`ip link show dev ${link.name}: prog/xdp`],
      advice: ['bpftool net show', `without it: ip link set dev ${link.name} xdp off`],
    });
  }
}
