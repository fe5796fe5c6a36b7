/**
 * Deliberate differences from IPaddr2. docs/differences.md shows the entries as a table. A case of test/compat names
 * the entry for each difference.
 */

export interface DeliberateDifference {
  /** What VirtualIP does. */
  readonly rule: string;
  /** What IPaddr2 does, and why that is worse. */
  readonly ipaddr2: string;
  /**
   * The resources that behave differently in ordinary use, which `floatip migrate --plan` names. Absent if only an
   * unusual state of a host shows the difference.
   */
  readonly concerns?: Concern;
}

/** A condition on the parameters of a resource: all its parts hold. */
export interface Concern {
  /** At least one of these parameters is set. */
  readonly set?: readonly string[];
  /** None of these parameters is set. */
  readonly unset?: readonly string[];
  readonly family?: 'inet' | 'inet6';
  /** The instances of a clone share the address. */
  readonly isShared?: true;
}

export const DELIBERATE = {
  'monitor-looks-only-for-the-address': {
    rule: `monitor checks only two things: that the address is assigned as the parameters say, and
that its link is up. A missing route does not change the result of monitor, nor does an invalid
parameter that only start needs.`,
    ipaddr2: `monitor also looks for the route. Without the route it returns 1 for an absent
address, and 7 or 1 for an address that is up. It returns 6 if arp_count is invalid or the label
is too long.`,
  },
  'there-is-not-stopped': {
    rule: `monitor returns 7 only if stop would find nothing to remove. It returns 1 for an address
that is assigned but not usable, so that Pacemaker calls stop. An address is not usable if its
link is down or was renamed, if it is a duplicate, or if only the address or only the rules of a
shared address exist.`,
    ipaddr2: `monitor returns 7 for an address that is assigned but not usable. Pacemaker takes 7
for cleanly stopped, starts the address on another node and does not call stop: two nodes hold
the address.`,
  },
  'stop-leaves-nothing': {
    rule: `stop succeeds only if the address is gone, and never fails because of an invalid
parameter. It searches for the address on the interface that nic names, or without nic on each
interface with neighbours. It also searches the interface to which start added the
address, even if it was renamed.`,
    ipaddr2: `stop returns 0 and leaves the address up if its route is gone or its interface was
renamed. stop fails with 6 if a parameter is invalid that only start needs.`,
  },
  'as-it-was-asked-for': {
    rule: `An address with another prefix length or label than in the parameters is not the virtual
IP, because it may be the host's own address. start refuses such an address and names its
interface, and monitor returns 1. stop leaves the address, unless start added it.`,
    ipaddr2: `start adds the address a second time with the other prefix length, or adopts the
existing address, whatever its label is.`,
    concerns: { set: ['cidr_netmask', 'netmask', 'iflabel'] },
  },
  'neighbours-without-nic': {
    rule: `Without nic, interfaces without neighbours (a dummy, kube-ipvs0, a tunnel, lo) are not
considered, because no other host can reach the address there. monitor ignores an address on
such an interface, start adds none there, and stop leaves it. nic may name such an interface.`,
    ipaddr2:
      'Uses interfaces without neighbours as well, and sends ARP that no neighbour receives.',
    concerns: { unset: ['nic'] },
  },
  'address-of-a-host': {
    rule: `start refuses the network address and the broadcast address of an IPv4 network as ip:
neighbours do not send ARP for them.`,
    ipaddr2: 'start adds a network address or a broadcast address.',
  },
  'down-by-its-own-address': {
    rule: `If an interface is down, start takes the prefix length from the interface's own address:
the kernel adds the route only when the interface is up.`,
    ipaddr2: 'start looks for the route of an interface that is down, and fails.',
  },
  'lifetime-as-asked': {
    rule: `If the address is already assigned with a limited lifetime, start makes it permanent and
sets preferred_lft.`,
    ipaddr2: 'start returns 0 for an address that the kernel removes when its lifetime ends.',
  },
  'no-second-prefix-route': {
    rule: `The network of an IPv6 address may already have a route from a router advertisement, from
a network manager, or added by hand. start then adds the address without a route: the kernel
would remove the existing route together with the address.`,
    ipaddr2: `Lets the kernel remove the existing route on stop, or leaves a second route to the
network behind.`,
  },
  'one-address-once': {
    rule: 'start does not add an address that is up a second time.',
    ipaddr2: `start adds the address a second time, with the prefix length of the route. monitor
then does not find the first one.`,
  },
  'others-stay': {
    rule: 'stop keeps the other addresses and routes of the interface.',
    ipaddr2: `stop lets the kernel remove other addresses and routes. With the first address of a
network, the kernel removes the other addresses of that network. With the only address of an
interface, it removes the routes that were added by hand, in each table.`,
  },
  'no-clusterip': {
    rule: 'A shared address works with current kernels, which lack the iptables target CLUSTERIP.',
    ipaddr2: `start of a shared address fails in Debian's version, because it needs the iptables
target CLUSTERIP. Newer versions make rules like those of VirtualIP; see docs/clones.md, Beside
IPaddr2.`,
    concerns: { isShared: true },
  },
  'clusterip-hash': {
    rule: `The clients of a shared address are always distributed by their address. clusterip_hash has
no default, and only sourceip gives no warning.`,
    ipaddr2: `In Debian's version, clusterip_hash is sourceip-sourceport by default: the connections of
one client go to several hosts. (Newer versions have no clusterip_hash.)`,
    concerns: { isShared: true },
  },
  'unfit-values': {
    rule: 'Each action except stop fails with 6 if a parameter that it needs is invalid.',
    ipaddr2: `Accepts invalid values. arp_bg=Yes means false. start adds addresses that no host can
have (224.0.0.9) and labels that tools cannot show. If a value contains a blank, IPaddr2 uses a
part of the value, and returns 7 or 1 as if the address were absent.`,
  },
  'empty-is-unset': {
    rule: 'An empty value is the same as no value.',
    ipaddr2: 'Each action, even stop, fails with 6 if arp_count or arp_interval is empty.',
  },
  'prefix-in-ip': {
    rule: 'ip may contain the prefix length after a slash.',
    ipaddr2: 'Refuses a prefix length in ip.',
  },
  'missing-interface': {
    rule: `If the interface is missing, start returns 5, so that the cluster tries another node. A
recurring monitor returns 1.`,
    ipaddr2: `If the interface is missing, start returns 6, which excludes all nodes. A recurring
monitor returns 7 if cidr_netmask is set.`,
  },
  'missing-namespace': {
    rule: 'If the network namespace is missing, start returns 5, a probe 7, and stop 0.',
    ipaddr2: `If the network namespace is missing, each action returns 255, the status of "ip netns
exec", even stop.`,
    concerns: { set: ['network_namespace'] },
  },
  'alternative-name': {
    rule: 'nic may be an alternative name of an interface.',
    ipaddr2: `start fails if nic is an alternative name. If cidr_netmask is set as well, the address
stays up nevertheless. (Newer versions accept alternative names.)`,
  },
  'exact-placement': {
    rule: `Of the routes that cover the address, start uses the one with the longest prefix, then
the one with the lowest metric.`,
    ipaddr2: `start ignores a route to a single address, because "ip route" prints it without a
prefix length. Among equally long prefixes it uses the last line of "ip route".`,
  },
  'ambiguous-placement': {
    rule: `If the routes of two interfaces are equally good, start fails and names both interfaces.
Set nic to one of them.`,
    ipaddr2: 'start uses the last line of "ip route".',
    concerns: { unset: ['nic'] },
  },
  'broadcast-by-route': {
    rule: `The broadcast address is that of the interface's own address, independent of the form of
the route.`,
    ipaddr2: `Counts the words of a line of "ip route". It finds no broadcast address if the route
has a metric, or if another line of "ip addr" contains the same text.`,
  },
  'label-missing': {
    rule: 'start fails if the address is already assigned without the label that iflabel names.',
    ipaddr2: 'start returns 0 for an address without its label. (Newer versions fail as well.)',
  },
  'check-link-status': {
    rule: `start and monitor fail if the link is down or has no carrier: no other host can reach the
address. With check_link_status=false, only the address is checked.`,
    ipaddr2: `Debian's version checks only the address. Newer versions have check_link_status, with
the same default.`,
    concerns: { unset: ['check_link_status'] },
  },
  'link-is-raised': {
    rule: 'start brings the interface up even if the address is already assigned.',
    ipaddr2: `start brings the interface up only when it adds the address. Otherwise it returns 0
for an address that no other host can reach.`,
  },
  'no-arp-here': {
    rule: 'On an interface without ARP, start sends no gratuitous ARP.',
    ipaddr2: 'start sends gratuitous ARP on an interface without ARP.',
  },
  'arp-probes': {
    rule: `run_arping sends up to three ARP Probes (RFC 5227) with the target hardware address zero,
and takes 300 ms.`,
    ipaddr2: `run_arping runs the program arping, which sends two probes with the broadcast address
as target hardware address, and takes two seconds.`,
    concerns: { set: ['run_arping'], family: 'inet' },
  },
  'unknown-action': {
    rule: 'An unknown action returns 3, even if the parameters are invalid.',
    ipaddr2: 'An unknown action with invalid parameters fails because of the parameters.',
  },
  'own-packets': {
    rule: `The agent sends all packets itself, so arp_sender has no effect. In send_arp_opts,
-A is arp_type=reply and -U is arp_type=request.`,
    ipaddr2: `Runs arping, which sends requests or replies, but not both, with the broadcast address
as target hardware address. Or it passes send_arp an option that send_arp does not know, so
nothing is sent.`,
    concerns: { set: ['arp_sender', 'send_arp_opts'] },
  },
  'newer-parameters': {
    rule: `Some parameters are missing in Debian's version of IPaddr2. proto selects the routes that
determine interface and prefix length, as in newer versions of IPaddr2. announce_to, announce_rate, arp_late,
arp_type, dad, kill_connections_on_stop, metric and on_conflict are new. By default, start also asks the gateways, and sends
one more round after five seconds.`,
    ipaddr2: 'Ignores these parameters. It asks nobody, and sends arp_count rounds only.',
    concerns: { unset: ['announce_to', 'arp_late'] },
  },
  'follows-the-link': {
    rule: `monitor announces the address again if the link has changed since the last announcement: if it
has lost its carrier meanwhile, or has another hardware address, or if another port of its bond is active.`,
    ipaddr2: 'monitor announces nothing, unless arp_count_refresh is set.',
  },
  'instance-in-network': {
    rule: `With unique_clone_address, start refuses an instance whose address is outside of the
network of ip.`,
    ipaddr2: 'Continues into the next network, or to addresses that do not exist.',
    concerns: { set: ['unique_clone_address'] },
  },
  'lvs-on-loopback': {
    rule: `With lvs_support, stop moves the address from its interface to lo, even if it was not on lo
before start. This is the purpose of lvs_support.`,
    ipaddr2: `stop puts an address back on lo only if start found it there. After a reboot it puts
nothing back.`,
    concerns: { set: ['lvs_support'] },
  },
  'address-label-by-default': {
    rule: 'lvs_ipv6_addrlabel is true by default, as in newer versions of IPaddr2.',
    ipaddr2: `lvs_ipv6_addrlabel is false by default, so this host's own connections use the
virtual address as their source.`,
    concerns: { unset: ['lvs_ipv6_addrlabel'], family: 'inet6' },
  },
  'address-label-and-address': {
    rule: `start adds the label to the policy table together with the address, and stop removes both. A label
that existed before start stays.`,
    ipaddr2: `start adds no label for an address that is already assigned. The label stays behind if
another host has the address, or if another process has removed the address. stop also removes a
label that start did not add.`,
  },
  'other-family': {
    rule: 'A parameter that has no effect on an address of this family gives a warning.',
    ipaddr2: `start fails for an IPv6 address with broadcast, and for an IPv4 address with
lvs_ipv6_addrlabel.`,
    concerns: { set: ['broadcast'], family: 'inet6' },
  },
  'duplicate-is-a-failure': {
    rule: `monitor returns 1 for an IPv6 address that another host has too, because the kernel does
not use it (dadfailed).`,
    ipaddr2: 'monitor returns 0 for an IPv6 address that another host has too.',
  },
  'background-for-ipv6': {
    rule: `arp_bg is true by default for IPv6 as well: start returns after the first Neighbor
Advertisement.`,
    ipaddr2: `arp_bg is true by default for IPv4, and false for IPv6: start returns after all Neighbor
Advertisements.`,
    concerns: { unset: ['arp_bg'], family: 'inet6' },
  },
  'refresh-for-ipv6': {
    rule: 'arp_count_refresh works for IPv6 addresses.',
    ipaddr2:
      'With arp_count_refresh, monitor passes an IPv6 address to send_arp, which sends nothing.',
    concerns: { set: ['arp_count_refresh'], family: 'inet6' },
  },
  'router-flag': {
    rule: `A host that is a router sets the Router flag in its Neighbor Advertisements. Without the
flag, neighbours remove the router from their list of default routers (RFC 4861 section 7.2.5).`,
    ipaddr2: 'Never sets the Router flag.',
  },
  'metric-of-the-network': {
    rule: `The route of an IPv6 address has the same metric as the route of the interface's own
address, as in newer versions of IPaddr2.`,
    ipaddr2: 'Adds a second route to the network, with another metric.',
  },
  'decimal-numbers': {
    rule: 'Numbers are decimal.',
    ipaddr2: 'Passes preferred_lft to the program ip, which reads 010 as 8 and 0x10 as 16.',
    concerns: { set: ['preferred_lft'] },
  },
} as const satisfies Readonly<Record<string, DeliberateDifference>>;

export type DeliberateId = keyof typeof DELIBERATE;
