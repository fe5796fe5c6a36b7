/** The parameters of ocf:floatip:VirtualIP. */

import type { Parameter } from './parameter.ts';
import { CONFLICT_DETECTION_MS, DEFEND_INTERVAL_MS, LATE_ROUNDS } from './times.ts';

const WHICH_ADDRESS = 'address';

/**
 * The parameters in the order in which they are documented and read: `ip` comes first, because others depend on
 * it. A function, so that only its callers allocate the rows.
 */
export function parameters(): readonly Parameter[] {
  return [
    {
      name: 'ip',
      type: 'string',
      required: true,
      checkedByMonitor: true,
      uniqueGroup: WHICH_ADDRESS,
      shortdesc: 'The virtual IPv4 or IPv6 address',
      longdesc: `The address to manage, for example 192.0.2.10 or 2001:db8::10. A prefix length may follow
it, as in 192.0.2.10/24; this is the same as cidr_netmask. A link-local IPv6 address needs nic.`,
    },
    {
      name: 'nic',
      type: 'string',
      checkedByMonitor: true,
      uniqueGroup: WHICH_ADDRESS,
      shortdesc: 'The network interface that holds the address',
      longdesc: `Name or alternative name of the interface.
If nic is not set, the interface is that of the best on-link route in the main table that covers the
address: the longest prefix, then the lowest metric. If two interfaces are equally good, start fails and
names them. If an interface is down, its own address determines the route. Interfaces without neighbours
(lo, a dummy, kube-ipvs0, a tunnel, any NOARP interface) are ignored: an address on such an interface is
the virtual IP only if nic names the interface.
stop removes the address from this interface and from the interface to which start added it, even if
it was renamed.
The old form interface:label is accepted; iflabel is preferred.`,
    },
    {
      name: 'cidr_netmask',
      type: 'string',
      checkedByMonitor: false,
      shortdesc: 'Prefix length of the address',
      longdesc: `A number from 1 to 32, or to 128 for IPv6, for example 24 or 64. A dotted-quad netmask
such as 255.255.255.0 is accepted with a warning. If cidr_netmask is not set, the prefix length is that
of the route that covers the address; on the loopback interface, 32 or 128.
If cidr_netmask is set, an address with another prefix length is not the virtual IP: start refuses it,
monitor fails with 1, and stop leaves it unless start added it.`,
    },
    {
      name: 'broadcast',
      type: 'string',
      family: 'inet',
      checkedByMonitor: false,
      shortdesc: 'Broadcast address',
      longdesc: `IPv4 only. A dotted-quad address, or + for the address with all host bits set, or - for the
address with all host bits cleared. If broadcast is not set, the broadcast address is that of the
interface's own address in the same network, if any.`,
    },
    {
      name: 'iflabel',
      type: 'string',
      family: 'inet',
      checkedByMonitor: false,
      shortdesc: 'Label of the address',
      longdesc: `IPv4 only. A label for tools that show addresses by labels. It is appended to the name of the
interface and a colon; the result has at most 15 characters.`,
    },
    {
      name: 'proto',
      type: 'string',
      checkedByMonitor: false,
      shortdesc: 'Protocol of the routes that determine interface and prefix length',
      longdesc: `If proto is set, only routes of this protocol determine interface and prefix length (see
ip-route(8), proto): a name from iproute2's rt_protos, for example kernel, or a number from 0 to 255.`,
    },
    {
      name: 'arp_count',
      type: 'integer',
      minimum: 1,
      default: '5',
      checkedByMonitor: false,
      reloadable: true,
      shortdesc: 'Number of announcement rounds on start',
      longdesc: `The number of times that start announces the address to the neighbours; at least 1. A round
is gratuitous ARP for IPv4 (see arp_type), an unsolicited Neighbor Advertisement for IPv6.`,
    },
    {
      name: 'arp_interval',
      type: 'integer',
      minimum: 1,
      default: '200',
      checkedByMonitor: true,
      reloadable: true,
      shortdesc: 'Milliseconds between two rounds',
      longdesc: 'Milliseconds from one announcement round to the next; at least 1.',
    },
    {
      name: 'arp_type',
      type: 'select',
      family: 'inet',
      default: 'both',
      options: ['both', 'request', 'reply'],
      checkedByMonitor: true,
      reloadable: true,
      shortdesc: 'Which gratuitous ARP packets a round consists of',
      longdesc: `IPv4 only. both: a request and a reply. request: only the request, the ARP Announcement of
RFC 5227. reply: only the reply, for neighbours that ignore gratuitous requests.`,
    },
    {
      name: 'arp_count_refresh',
      type: 'integer',
      minimum: 0,
      default: '0',
      checkedByMonitor: true,
      reloadable: true,
      shortdesc: 'Number of announcement rounds on each monitor',
      longdesc: `The number of rounds that each monitor sends if the address is up. With 1 or more, wrong cache
entries of neighbours, for example after a split brain, are corrected within one monitor interval. With
0, monitor sends none.`,
    },
    {
      name: 'arp_bg',
      type: 'boolean',
      default: 'true',
      checkedByMonitor: true,
      reloadable: true,
      shortdesc: 'Send the later rounds in the background',
      longdesc: `With true, start sends the first round and returns, and a background process sends the other
rounds; it ends when they are sent or the address is removed. With false, start sends all rounds before
it returns.`,
    },
    {
      name: 'arp_late',
      type: 'string',
      default: LATE_ROUNDS,
      checkedByMonitor: true,
      reloadable: true,
      shortdesc: 'Seconds after start at which one more round is sent',
      longdesc: `A number of seconds, or several separated by commas, as 2,8,30; at most 3600. At each of
these times after the first round, the background process sends one more round: a switch may not have
forwarded the first ones. 0: no late rounds. arp_late needs arp_bg=true.`,
    },
    {
      name: 'announce_to',
      type: 'string',
      default: 'gateway',
      checkedByMonitor: true,
      reloadable: true,
      shortdesc: 'Peers that must acknowledge the address',
      longdesc: `Whom the address asks an ordinary question after it is announced (an ARP request or a
Neighbor Solicitation with the address as its source). A peer that ignores gratuitous ARP learns from the
question, and its answer proves it. gateway: the next hops of the interface's routes, of all tables, in
the network of the address; nobody if there are none. none: nobody. Or addresses separated by commas, in
the network of the address. A peer is asked in each round until it answers. The log and "floatip status"
show who has answered. start does not fail without an answer. Shared addresses ask nobody.`,
    },
    {
      name: 'announce_rate',
      type: 'integer',
      minimum: 1,
      default: '500',
      checkedByMonitor: true,
      reloadable: true,
      shortdesc: 'Frames per second that announcements send on an interface',
      longdesc: `Frames per second: the limit for all virtual IPs on one interface of this host together. First
rounds go before others. Switches drop ARP and Neighbor Discovery above a limit of their own.`,
    },
    {
      name: 'on_conflict',
      type: 'select',
      default: 'degrade',
      options: ['warn', 'degrade', 'fail', 'defend'],
      checkedByMonitor: true,
      reloadable: true,
      shortdesc: 'What monitor does if another host has the address too',
      longdesc: `Each announcement round asks for another owner, as does each monitor with OCF_CHECK_LEVEL=10
or with arp_count_refresh. The next monitor reports an owner, and asks again until it is gone. warn:
a warning in the log. degrade: monitor returns 190 (OCF_DEGRADED), which Pacemaker shows and does not act
on; below OCF 1.1 (Pacemaker 2.1) a warning. fail: monitor returns 1. defend: the address is announced again, at
most once in ${DEFEND_INTERVAL_MS / 1000} seconds (RFC 5227 section 2.4), and then as degrade. Shared addresses are not checked.`,
    },
    {
      name: 'run_arping',
      type: 'boolean',
      family: 'inet',
      default: 'false',
      checkedByMonitor: false,
      reloadable: true,
      shortdesc: 'Check for an address conflict (ARP probe) before adding the address',
      longdesc: `IPv4 only. With true, start sends ARP Probes (RFC 5227) before it adds the address, and
fails if another host has it. This takes ${CONFLICT_DETECTION_MS} ms. For IPv6 see dad.`,
    },
    {
      name: 'nodad',
      type: 'boolean',
      default: 'false',
      family: 'inet6',
      checkedByMonitor: false,
      reloadable: true,
      shortdesc: 'Use an IPv6 address without duplicate address detection',
      longdesc: 'IPv6 only. true is the same as dad=none, and contradicts the other values of dad.',
    },
    {
      name: 'dad',
      type: 'select',
      family: 'inet6',
      default: 'kernel',
      options: ['kernel', 'fast', 'none'],
      checkedByMonitor: false,
      reloadable: true,
      shortdesc: 'Who checks that no other host has an IPv6 address',
      longdesc: `IPv6 only. start fails if another host has the address. kernel: the kernel checks before it uses
the address (duplicate address detection, RFC 4862 section 5.4); start waits for the result, one to two
seconds. fast: start asks the network itself, for ${CONFLICT_DETECTION_MS} ms, from the link-local address of the interface,
and then adds the address, which can be used at once. If the interface has no such address, or has just
been brought up, the kernel checks, and the log says so. none: nobody checks, and start waits for
nothing. Shared addresses are never checked.`,
    },
    {
      name: 'preferred_lft',
      type: 'string',
      default: 'forever',
      family: 'inet6',
      checkedByMonitor: false,
      reloadable: true,
      shortdesc: 'Preferred lifetime of an IPv6 address in seconds',
      longdesc: `IPv6 only. The number of seconds during which new connections from this host may use the address
as their source (RFC 4862 section 5.5.4), or forever. With 0, the kernel prefers any other address.`,
    },
    {
      name: 'lvs_ipv6_addrlabel',
      type: 'boolean',
      default: 'true',
      family: 'inet6',
      checkedByMonitor: false,
      reloadable: true,
      shortdesc: 'Add a label for an IPv6 address to the policy table',
      longdesc: `IPv6 only. With true, start adds an entry for the address to the policy table of source
address selection (RFC 6724; "ip addrlabel list" shows it), so that connections from this host use
the interface's own address as their source and not the virtual one. stop removes the entry.
An existing entry for the address is left alone.`,
    },
    {
      name: 'lvs_ipv6_addrlabel_value',
      type: 'integer',
      minimum: 0,
      default: '99',
      family: 'inet6',
      checkedByMonitor: false,
      reloadable: true,
      shortdesc: 'The label that lvs_ipv6_addrlabel adds',
      longdesc: `IPv6 only. A number, 0 or more, that no other entry of the policy table has.`,
    },
    {
      name: 'check_link_status',
      type: 'boolean',
      default: 'true',
      checkedByMonitor: true,
      reloadable: true,
      shortdesc: 'Treat a link without carrier as a failure',
      longdesc: `With true, monitor and start fail while the interface is down or has no carrier. With false,
only the address is checked.`,
    },
    {
      name: 'noprefixroute',
      type: 'boolean',
      default: 'false',
      checkedByMonitor: false,
      shortdesc: 'Add the address without a route to its network',
      longdesc: `With true, the kernel adds no route for the network of the address (see
ip-address(8), noprefixroute).`,
    },
    {
      name: 'metric',
      type: 'integer',
      // For the kernel, 0 is the same as none.
      minimum: 1,
      maximum: 0xffffffff,
      checkedByMonitor: false,
      shortdesc: 'Metric of the route to the network of the address',
      longdesc: `A number from 1 to 4294967295: the metric of the route that the kernel adds for the network
of the address (see ip-address(8), metric). If metric is not set, an IPv4 address has no metric, and an
IPv6 address has that of the interface's own route to the network, or 256. Of the IPv4 addresses of one
network on an interface, only the first has a route: beside another address of the network, and with a
prefix length of 32, metric has no effect. start keeps the metric of an address that is already assigned,
with a warning. monitor does not check the metric.`,
    },
    {
      name: 'flush_routes',
      type: 'boolean',
      default: 'false',
      checkedByMonitor: false,
      reloadable: true,
      shortdesc: "Flush the kernel's cached routes on stop",
      longdesc: `With true, stop makes open sockets look up their routes again, so that a program on this
host does not keep using a local route to the address. The kernel also forgets the path MTUs and
redirects that it has learned for the address's family.`,
    },
    {
      name: 'lvs_support',
      type: 'boolean',
      default: 'false',
      checkedByMonitor: false,
      shortdesc: 'Keep the address on lo when it is stopped (LVS)',
      longdesc: `IPv4 only, for the real servers of an LVS with direct routing. With true, stop moves the
address to the loopback interface with a prefix length of 32: this host still accepts packets for it,
but does not announce it. start removes it from the loopback interface. stop adds nothing if the address
is on no interface. monitor ignores the address on the loopback interface. Set the sysctls arp_ignore=1
and arp_announce=2, as on every real server, so that the kernel does not answer ARP for it.`,
    },
    {
      name: 'kill_connections_on_stop',
      type: 'boolean',
      default: 'false',
      checkedByMonitor: false,
      reloadable: true,
      shortdesc: 'Close the TCP connections of the address on stop',
      longdesc: `With true, stop closes the TCP connections of this host to and from the address before it
removes the address. Their peers get a reset and can connect again at once; otherwise an idle peer may
wait for hours. Sockets that listen stay, and so do connections that this host only forwards (NAT, LVS).
stop uses at most half of its time for this, and closes nothing if the address stays on another interface.
The connections of a shared address are closed when its last instance on this host stops. With lvs_support
the address stays on this host, and kill_connections_on_stop has no effect. The kernel needs
CONFIG_INET_DIAG_DESTROY; without it, stop logs a warning.`,
    },
    {
      name: 'unique_clone_address',
      type: 'boolean',
      default: 'false',
      checkedByMonitor: true,
      shortdesc: 'Give each instance of a clone its own address',
      longdesc: `With true, instance n of a clone with globally-unique=true holds the nth address after ip: ip
itself for instance 0, the next address for instance 1. start refuses an instance whose address is
outside of the network of ip.`,
    },
    {
      name: 'clusterip_firewall',
      type: 'select',
      default: 'auto',
      options: ['auto', 'nft', 'iptables'],
      sharedAddress: true,
      checkedByMonitor: true,
      shortdesc: 'The tool that makes the rules of a shared address',
      longdesc: `For an address that several hosts share: a clone with clone-max above 1, without
unique_clone_address. Each host drops the packets of the other hosts' clients. auto: nft if it is
installed, else iptables with arptables. IPv6 needs nft.`,
    },
    {
      name: 'clusterip_hash_seed',
      type: 'string',
      sharedAddress: true,
      checkedByMonitor: true,
      shortdesc: 'Seed of the hash that distributes the clients of a shared address',
      longdesc: `A number from 1 to 4294967295, decimal or with 0x, the same on all hosts. By default it is derived
from the address. Set it, and mac, if hosts with ocf:heartbeat:IPaddr2 share the address.`,
    },
    {
      name: 'mac',
      type: 'string',
      sharedAddress: true,
      checkedByMonitor: true,
      shortdesc: 'Hardware address of a shared address',
      longdesc: `A multicast hardware address such as 01:00:5e:00:01:0a, the same on all hosts, to which the
network delivers the packets for a shared address. If mac is not set, it is derived from ip, prefix
length and broadcast address in the same way as by IPaddr2.`,
    },
    {
      name: 'clusterip_mac_mangle',
      type: 'boolean',
      default: 'true',
      sharedAddress: true,
      checkedByMonitor: true,
      shortdesc: 'Answer ARP and Neighbor Solicitations for a shared address with mac',
      longdesc: `With true, the hosts send mac as the hardware address of a shared address in announcements and
replies. With false, the network itself must deliver the packets for the address to all hosts.`,
    },
    {
      name: 'clusterip_table',
      type: 'string',
      default: 'floatip',
      sharedAddress: true,
      checkedByMonitor: true,
      shortdesc: "nft's table for the rules of a shared address",
      longdesc: `A name of up to 28 letters, digits, dots, underscores and hyphens, the first a letter. The table
is created when it is needed, and removed when it is empty. iptables uses its table mangle instead.`,
    },
    {
      name: 'clusterip_chain',
      type: 'string',
      default: 'clusterip',
      sharedAddress: true,
      checkedByMonitor: true,
      shortdesc: 'Chain for the rules of a shared address',
      longdesc: `A name with the syntax of clusterip_table. The chain is created when it is needed, and removed
with its last rule.`,
    },
    {
      name: 'clusterip_hash',
      type: 'select',
      options: ['sourceip', 'sourceip-sourceport', 'sourceip-sourceport-destport'],
      sharedAddress: true,
      checkedByMonitor: false,
      shortdesc: 'Accepted for compatibility with IPaddr2; always sourceip',
      longdesc: `Clients are always distributed by their address. Any value but sourceip gives a warning.`,
    },
    {
      name: 'network_namespace',
      type: 'string',
      checkedByMonitor: true,
      uniqueGroup: WHICH_ADDRESS,
      shortdesc: 'Network namespace of the interface',
      longdesc: `Name of a network namespace as "ip netns list" shows it. The namespace and the
interface in it must exist before start. If network_namespace is not set, the address is in the network
namespace of the cluster manager.`,
    },
    {
      name: 'arp_sender',
      type: 'select',
      options: ['send_arp', 'iputils_arping', 'libnet_arping', 'ipoibarping'],
      checkedByMonitor: false,
      reloadable: true,
      shortdesc: 'Which program sends gratuitous ARP (deprecated)',
      longdesc: `Accepted for compatibility with IPaddr2, and without effect: the agent sends all packets
itself, on InfiniBand as well. arp_type selects the packets.`,
    },
    {
      name: 'send_arp_opts',
      type: 'string',
      family: 'inet',
      checkedByMonitor: true,
      reloadable: true,
      shortdesc: 'Options for arp_sender (deprecated)',
      longdesc: `Accepted for compatibility with IPaddr2: -A is arp_type=reply and -U is arp_type=request,
unless arp_type is set. Other options are ignored with a warning on start.`,
    },
  ];
}
