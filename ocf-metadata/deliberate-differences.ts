/**
 * What VirtualIP does otherwise than IPaddr2, on purpose. README.md has this list; a case names an
 * entry for each difference that was found, and must find it.
 */

export interface DeliberateDifference {
  /** What VirtualIP does, as a sentence. */
  readonly rule: string;
  /** What IPaddr2 does instead, and why that is worse. */
  readonly reason: string;
}

export const DELIBERATE = {
  'monitor-looks-only-for-the-address': {
    rule: 'monitor asks for the address, as it was asked for, and its link, and nothing else.',
    reason: `Whether a route still covers the address, or a parameter that only start needs is wrong, does
not change its answer. IPaddr2 looks for the route each time: it says 1 where the address is just not
there, and 7 or 1 of one that is up; and 6 over a wrong arp_count or a label that is too long.`,
  },
  'there-is-not-stopped': {
    rule: 'monitor says 7 only where stop would find nothing to take away.',
    reason: `Pacemaker takes 7 for cleanly stopped: it starts the address elsewhere and never calls stop here.
What is there and of no use (its link is down or was renamed, it is a duplicate, half of it is missing) is
1, so that the cluster calls stop. IPaddr2 says 7 of it, and two nodes hold the address in the end.`,
  },
  'stop-leaves-nothing': {
    rule: 'stop is only a success when the address is gone, and nothing else makes it fail.',
    reason: `It is found by the address itself, on any interface that has neighbours (on nic, if that is
given and exists), and wherever start put it, also when the interface was renamed. IPaddr2 says 0 and leaves
it up where its route is gone or its interface was renamed, and fails with 6 over a parameter that only
start needs.`,
  },
  'as-it-was-asked-for': {
    rule: 'An address that is there with another prefix length or label than was asked for is not the virtual IP.',
    reason: `start refuses it and says where it is; monitor says 1; and stop leaves it, unless start had put it
there: it may be the host's own. IPaddr2 adds it a second time, or takes it for its own whatever its label.`,
  },
  'neighbours-without-nic': {
    rule: 'Without nic, an interface without neighbours does not count.',
    reason: `An address on a dummy, kube-ipvs0, a tunnel or lo serves nobody on the network: monitor does not
take it for running, start does not put it there, stop leaves it. With nic naming the interface, it is.
IPaddr2 takes it there and sends ARP that nobody hears.`,
  },
  'address-of-a-host': {
    rule: "The network's own address and its broadcast address are refused.",
    reason: 'No neighbour ever asks for them. IPaddr2 starts them.',
  },
  'down-by-its-own-address': {
    rule: 'An interface that is down tells the prefix length by its own address.',
    reason:
      'The kernel makes its route only when it comes up. IPaddr2 looks for the route, and start fails.',
  },
  'lifetime-as-asked': {
    rule: 'An address that is there already gets the lifetime that was asked for.',
    reason: `It does not expire, and is a source for preferred_lft. IPaddr2 says 0 of one that the kernel will
remove.`,
  },
  'no-second-prefix-route': {
    rule: "An IPv6 address gets no route of its own where another's leads to its network.",
    reason: `Of a router advertisement, a network manager or by hand: the kernel would take it away with the
address. IPaddr2 lets it, or leaves a second one behind.`,
  },
  'one-address-once': {
    rule: 'An address that is up is not added a second time.',
    reason: `IPaddr2 adds it again with the prefix length of the route, and monitor does not see the first one.`,
  },
  'others-stay': {
    rule: 'Other addresses and routes stay when the address is stopped.',
    reason: `Where the virtual IP is the first address of its network the kernel drops the others along with
it, and where it is the only one of its interface, the routes that were added by hand, in every table. IPaddr2 lets it.`,
  },
  'no-clusterip': {
    rule: 'An address that several hosts share needs no firewall target that kernels no longer have.',
    reason: `Debian's IPaddr2 asks for CLUSTERIP, and start fails. Newer versions make rules like ours; see
docs/clones.md for hosts with either.`,
  },
  'unfit-values': {
    rule: 'What cannot be meant is refused.',
    reason: `Every action but stop says 6 of a parameter that it needs. IPaddr2 takes arp_bg=Yes for false,
adds addresses that no host can hold (224.0.0.9) and labels that tools cannot show, takes a part of a
value with a blank in it, and says 7 or 1, as if the address were just not there.`,
  },
  'empty-is-unset': {
    rule: 'An empty value is the same as none.',
    reason: 'IPaddr2 refuses an empty arp_count or arp_interval with 6, also on stop.',
  },
  'prefix-in-ip': {
    rule: 'ip may have its prefix length after a slash.',
    reason: 'IPaddr2 refuses it.',
  },
  'missing-interface': {
    rule: 'An interface that is not there is 5 on start and 1 in a recurring monitor.',
    reason: `5 lets the cluster try another node; the 6 of IPaddr2 would forbid them all. And IPaddr2's
monitor says 7 instead of 1 where cidr_netmask is given.`,
  },
  'missing-namespace': {
    rule: 'A network namespace that is not there is 5 on start, 7 in a probe and 0 on stop.',
    reason: 'IPaddr2 ends with the 255 of "ip netns exec", also on stop.',
  },
  'alternative-name': {
    rule: 'nic may be an alternative name.',
    reason: `IPaddr2 says that the start failed, and leaves the address up when it knew everything else.
(Newer versions know alternative names.)`,
  },
  'exact-placement': {
    rule: 'The longest prefix wins, then the lowest metric.',
    reason: `IPaddr2 overlooks routes to a single address, which "ip route" prints without their length, and of
equally long ones takes the last line.`,
  },
  'ambiguous-placement': {
    rule: 'Two interfaces that are equally good are an error that names both.',
    reason: 'IPaddr2 takes the last line of "ip route". The parameter nic settles it.',
  },
  'broadcast-by-route': {
    rule: "The broadcast address is that of the interface's own address, whatever its route looks like.",
    reason: `IPaddr2 counts the words of a line of "ip route": a metric, or another line of "ip addr" that
contains the same text, and it finds none.`,
  },
  'label-missing': {
    rule: 'An address that is there already without the label that was asked for is an error.',
    reason: 'IPaddr2 takes it as started. (Newer versions fail as well.)',
  },
  'check-link-status': {
    rule: 'A link that is down or has no carrier is a failure.',
    reason: `Nobody reaches the address over it. With check_link_status=false only the address counts, as for
Debian's IPaddr2. (Newer versions of IPaddr2 have the parameter, and the same default.)`,
  },
  'link-is-raised': {
    rule: 'start brings the interface up also when the address is there already.',
    reason: 'IPaddr2 only does so when it adds the address, and says 0 of one that nobody reaches.',
  },
  'no-arp-here': {
    rule: 'An interface that does not speak ARP gets no gratuitous ARP.',
    reason: 'IPaddr2 sends it all the same.',
  },
  'arp-probes': {
    rule: 'run_arping sends the ARP Probes of RFC 5227, and takes 300 ms.',
    reason: `Up to three, with the target hardware address zero. IPaddr2 runs arping, which sends two with the
broadcast address in that place, and takes two seconds.`,
  },
  'unknown-action': {
    rule: 'An action that is not there is 3, whatever the parameters.',
    reason: 'IPaddr2 looks at the parameters first.',
  },
  'own-packets': {
    rule: 'arp_sender and send_arp_opts are understood, but the agent sends all packets itself.',
    reason: `-A means arp_type=reply and -U arp_type=request. IPaddr2 runs arping, which sends requests or
replies but not both, with the broadcast address as the target's, or hands send_arp an option that it does
not know, so that nothing is sent.`,
  },
  'newer-parameters': {
    rule: 'There are parameters that this version of IPaddr2 does not have.',
    reason: `It ignores them. proto chooses among the routes that say where the address belongs, as in newer
versions; arp_type is our own.`,
  },
  'instance-in-network': {
    rule: 'An instance of a clone with unique_clone_address whose address leaves the network is not started.',
    reason: 'IPaddr2 counts on into the next network, or to addresses that are none.',
  },
  'lvs-on-loopback': {
    rule: 'With lvs_support, stop leaves the address on lo, whether or not it was there before start.',
    reason: `That is what lvs_support is for. IPaddr2 only puts back what start found there, and nothing after
a reboot.`,
  },
  'address-label-by-default': {
    rule: 'lvs_ipv6_addrlabel is true unless it is set.',
    reason: `As in newer versions of IPaddr2: otherwise the virtual address becomes the source of this host's
own connections.`,
  },
  'address-label-and-address': {
    rule: 'The address label goes with the address, and one that was there before stays.',
    reason: `IPaddr2 gives none to an address that is there already, leaves it behind when another host has
the address or somebody removed it, and removes one that it did not add.`,
  },
  'other-family': {
    rule: 'A parameter that can have no effect on an address of this family is a warning.',
    reason: 'IPaddr2 fails: of IPv6 with broadcast, of IPv4 with lvs_ipv6_addrlabel.',
  },
  'duplicate-is-a-failure': {
    rule: 'monitor says 1 of an IPv6 address that another host has, too.',
    reason: 'The kernel does not use it (dadfailed). IPaddr2 says that it is up.',
  },
  'refresh-for-ipv6': {
    rule: 'arp_count_refresh works for IPv6 addresses.',
    reason: 'IPaddr2 hands them to send_arp, which sends nothing.',
  },
  'router-flag': {
    rule: 'A router says so in its Neighbor Advertisements.',
    reason: `Neighbours drop a router that advertises itself without the flag from their lists (RFC 4861
section 7.2.5). IPaddr2 never sets it.`,
  },
  'metric-of-the-network': {
    rule: "The route of an IPv6 address has the metric of that of the interface's own address.",
    reason: 'As in newer versions of IPaddr2. Otherwise there are two routes to the network.',
  },
  'decimal-numbers': {
    rule: 'Numbers are decimal.',
    reason: 'IPaddr2 hands preferred_lft to "ip", for which 010 is 8 and 0x10 is 16.',
  },
} as const satisfies Readonly<Record<string, DeliberateDifference>>;

export type DeliberateId = keyof typeof DELIBERATE;
