/**
 * Where VirtualIP differs from IPaddr2 on purpose. README.md shows the entries as a table. A case of test/compat
 * names the entry for each difference that it finds.
 */

export interface DeliberateDifference {
  /** What VirtualIP does. */
  readonly rule: string;
  /** What IPaddr2 does, and why that is worse. */
  readonly ipaddr2: string;
}

export const DELIBERATE = {
  'monitor-looks-only-for-the-address': {
    rule: `monitor checks the address as the parameters describe it, and its link, and nothing
else. A missing route, or an invalid parameter that only start needs, does not change monitor's result.`,
    ipaddr2: `Looks for the route on each monitor: without it, 1 for an address that is absent,
and 7 or 1 for one that is up. Fails with 6 if arp_count is invalid or the label is too long.`,
  },
  'there-is-not-stopped': {
    rule: `monitor returns 7 only if stop would find nothing to remove. It returns 1 for an address
that is assigned but not usable (its link is down or was renamed, it is a duplicate, half of a
shared address is missing), so that Pacemaker calls stop.`,
    ipaddr2: `Returns 7 for it. Pacemaker takes 7 for cleanly stopped, starts the address on
another node and does not call stop: two nodes hold the address.`,
  },
  'stop-leaves-nothing': {
    rule: `stop succeeds only if the address is gone, and does not fail because of a parameter. It
finds the address itself, on each interface with neighbours (if nic names an interface, on that
one), and where start added it, even if that interface was renamed.`,
    ipaddr2: `Returns 0 and leaves the address up if its route is gone or its interface was
renamed. Fails with 6 if a parameter is invalid that only start needs.`,
  },
  'as-it-was-asked-for': {
    rule: `An address with another prefix length or label than the parameters say is not the
virtual IP: it may be the host's own. start refuses it and names its interface, monitor returns 1,
and stop leaves it unless start added it.`,
    ipaddr2:
      'Adds it a second time with the other prefix length, or adopts it whatever its label is.',
  },
  'neighbours-without-nic': {
    rule: `Without nic, interfaces without neighbours (a dummy, kube-ipvs0, a tunnel, lo) are not
considered, because no other host can reach the address there: monitor ignores such an address,
start adds none, stop leaves it. nic may name such an interface.`,
    ipaddr2: 'Uses these interfaces as well, and sends ARP that no neighbour receives.',
  },
  'address-of-a-host': {
    rule: `The IPv4 address of the network itself and its broadcast address are refused:
neighbours do not send ARP for them.`,
    ipaddr2: 'Starts them.',
  },
  'down-by-its-own-address': {
    rule: `If an interface is down, its own address determines the prefix length: the kernel adds
the route only when the interface is up.`,
    ipaddr2: 'Looks for the route, and start fails.',
  },
  'lifetime-as-asked': {
    rule: 'An address that is already assigned becomes permanent and gets preferred_lft.',
    ipaddr2: 'Returns 0 for an address that the kernel removes when its lifetime ends.',
  },
  'no-second-prefix-route': {
    rule: `If there is a route to the network of an IPv6 address that no address accounts for
(from a router advertisement, from a network manager, added by hand), the address is added without
a route of its own. The kernel would remove the other route with the address.`,
    ipaddr2: 'Lets the kernel remove it, or leaves a second route behind.',
  },
  'one-address-once': {
    rule: 'An address that is up is not added a second time.',
    ipaddr2: `Adds it again with the prefix length of the route, and its monitor does not find the
first one.`,
  },
  'others-stay': {
    rule: 'stop keeps the other addresses and routes of the interface.',
    ipaddr2: `Lets the kernel remove them: with the first address of a network the other addresses
of that network, and with the only address of an interface the routes that were added by hand, in
each table.`,
  },
  'no-clusterip': {
    rule: 'A shared address needs no firewall target that current kernels lack.',
    ipaddr2: `Debian's version needs CLUSTERIP, and start fails. Newer versions make rules like
those of VirtualIP; docs/clones.md is about hosts with either agent.`,
  },
  'unfit-values': {
    rule: `Invalid values are refused: each action but stop fails with 6 if a parameter that it
needs is invalid.`,
    ipaddr2: `Takes arp_bg=Yes for false, adds addresses that no host can have (224.0.0.9) and
labels that tools cannot show, uses a part of a value that contains a blank, and returns 7 or 1 as
if the address were absent.`,
  },
  'empty-is-unset': {
    rule: 'An empty value is the same as no value.',
    ipaddr2: 'Fails with 6 if arp_count or arp_interval is empty, even on stop.',
  },
  'prefix-in-ip': {
    rule: 'ip may contain the prefix length after a slash.',
    ipaddr2: 'Refuses it.',
  },
  'missing-interface': {
    rule: `A missing interface is 5 on start, so that the cluster tries another node, and 1 in a
recurring monitor.`,
    ipaddr2: `Returns 6 on start, which excludes all nodes, and 7 in a recurring monitor if
cidr_netmask is set.`,
  },
  'missing-namespace': {
    rule: 'A missing network namespace is 5 on start, 7 in a probe and 0 on stop.',
    ipaddr2: 'Returns 255, the status of "ip netns exec", even on stop.',
  },
  'alternative-name': {
    rule: 'nic may be an alternative name.',
    ipaddr2: `start fails, and leaves the address up if cidr_netmask is set as well. (Newer
versions accept alternative names.)`,
  },
  'exact-placement': {
    rule: 'The longest prefix wins, then the lowest metric.',
    ipaddr2: `Ignores routes to a single address, which "ip route" prints without a prefix length,
and among equally long prefixes takes the last line.`,
  },
  'ambiguous-placement': {
    rule: 'If two interfaces are equally good, start fails and names both; set nic.',
    ipaddr2: 'Takes the last line of "ip route".',
  },
  'broadcast-by-route': {
    rule: `The broadcast address is that of the interface's own address, whatever its route looks
like.`,
    ipaddr2: `Counts the words of a line of "ip route", and finds none if the route has a metric
or another line of "ip addr" contains the same text.`,
  },
  'label-missing': {
    rule: `An address that is already assigned, but without the label that iflabel asks for, is an
error.`,
    ipaddr2: 'Takes it for started. (Newer versions fail as well.)',
  },
  'check-link-status': {
    rule: `A link that is down or has no carrier is a failure: no other host can reach the
address. With check_link_status=false only the address is checked.`,
    ipaddr2: `Debian's version checks only the address. Newer versions have the parameter, with
the same default.`,
  },
  'link-is-raised': {
    rule: 'start brings the interface up even if the address is already assigned.',
    ipaddr2: `Brings it up only when it adds the address, and returns 0 for an address that no
other host can reach.`,
  },
  'no-arp-here': {
    rule: 'On an interface without ARP, no gratuitous ARP is sent.',
    ipaddr2: 'Sends it.',
  },
  'arp-probes': {
    rule: `run_arping sends up to three ARP Probes (RFC 5227), with the target hardware address
zero, and takes 300 ms.`,
    ipaddr2: `Runs arping, which sends two, with the broadcast address as target hardware address,
and takes two seconds.`,
  },
  'unknown-action': {
    rule: 'An unknown action is 3, whatever the parameters are.',
    ipaddr2: 'Checks the parameters first.',
  },
  'own-packets': {
    rule: `The agent sends all packets itself. arp_sender has no effect; in send_arp_opts, -A is
arp_type=reply and -U is arp_type=request.`,
    ipaddr2: `Runs arping, which sends requests or replies, but not both, with the broadcast
address as target hardware address; or passes send_arp an option that it does not know, so that
nothing is sent.`,
  },
  'newer-parameters': {
    rule: `There are parameters that this version of IPaddr2 does not have. proto selects the
routes that determine interface and prefix length, as in newer versions; arp_type is new.`,
    ipaddr2: 'Ignores them.',
  },
  'instance-in-network': {
    rule: 'With unique_clone_address, an instance whose address is outside of the network is refused.',
    ipaddr2: 'Continues into the next network, or to addresses that do not exist.',
  },
  'lvs-on-loopback': {
    rule: `With lvs_support, stop moves an address that is up to lo, whether or not it was there
before start. This is the purpose of lvs_support.`,
    ipaddr2: 'Puts back only what start found on lo, and nothing after a reboot.',
  },
  'address-label-by-default': {
    rule: 'lvs_ipv6_addrlabel is true by default, as in newer versions of IPaddr2.',
    ipaddr2:
      "Has false as default: this host's own connections use the virtual address as their source.",
  },
  'address-label-and-address': {
    rule: `The label in the policy table is added and removed with the address. A label that was
there before stays.`,
    ipaddr2: `Adds none for an address that is already assigned, leaves the label behind if
another host has the address or another process removed it, and removes a label that it did not
add.`,
  },
  'other-family': {
    rule: 'A parameter that has no effect on an address of this family is a warning.',
    ipaddr2:
      'Fails: for an IPv6 address with broadcast, and for an IPv4 address with lvs_ipv6_addrlabel.',
  },
  'duplicate-is-a-failure': {
    rule: `monitor returns 1 for an IPv6 address that another host has too: the kernel does not
use it (dadfailed).`,
    ipaddr2: 'Reports it as up.',
  },
  'refresh-for-ipv6': {
    rule: 'arp_count_refresh works for IPv6 addresses.',
    ipaddr2: 'Passes them to send_arp, which sends nothing.',
  },
  'router-flag': {
    rule: `A router sets the Router flag in its Neighbor Advertisements. Without it, neighbours
remove the router from their lists (RFC 4861 section 7.2.5).`,
    ipaddr2: 'Never sets it.',
  },
  'metric-of-the-network': {
    rule: `The route of an IPv6 address has the metric of the route of the interface's own
address, as in newer versions of IPaddr2.`,
    ipaddr2: 'Adds a second route to the network, with another metric.',
  },
  'decimal-numbers': {
    rule: 'Numbers are decimal.',
    ipaddr2: 'Passes preferred_lft to "ip", which reads 010 as 8 and 0x10 as 16.',
  },
} as const satisfies Readonly<Record<string, DeliberateDifference>>;

export type DeliberateId = keyof typeof DELIBERATE;
