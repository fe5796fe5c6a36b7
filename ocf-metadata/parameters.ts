/** The parameters of ocf:floatip:VirtualIP. */
import type { Parameter } from './parameter.ts';

const WHICH_ADDRESS = 'address';

export type ParameterName =
  | 'ip'
  | 'nic'
  | 'cidr_netmask'
  | 'broadcast'
  | 'iflabel'
  | 'proto'
  | 'arp_count'
  | 'arp_interval'
  | 'arp_type'
  | 'arp_count_refresh'
  | 'arp_bg'
  | 'run_arping'
  | 'nodad'
  | 'preferred_lft'
  | 'lvs_ipv6_addrlabel'
  | 'lvs_ipv6_addrlabel_value'
  | 'check_link_status'
  | 'noprefixroute'
  | 'flush_routes'
  | 'lvs_support'
  | 'unique_clone_address'
  | 'clusterip_firewall'
  | 'clusterip_hash_seed'
  | 'mac'
  | 'clusterip_mac_mangle'
  | 'clusterip_table'
  | 'clusterip_chain'
  | 'clusterip_hash'
  | 'network_namespace'
  | 'arp_sender'
  | 'send_arp_opts';

export interface NamedParameter extends Parameter {
  readonly name: ParameterName;
}

/** In the order in which people should meet them; `ip` comes first, because others depend on it. */
export const PARAMETER_NAMES: readonly ParameterName[] = [
  'ip',
  'nic',
  'cidr_netmask',
  'broadcast',
  'iflabel',
  'proto',
  'arp_count',
  'arp_interval',
  'arp_type',
  'arp_count_refresh',
  'arp_bg',
  'run_arping',
  'nodad',
  'preferred_lft',
  'lvs_ipv6_addrlabel',
  'lvs_ipv6_addrlabel_value',
  'check_link_status',
  'noprefixroute',
  'flush_routes',
  'lvs_support',
  'unique_clone_address',
  'clusterip_firewall',
  'clusterip_hash_seed',
  'mac',
  'clusterip_mac_mangle',
  'clusterip_table',
  'clusterip_chain',
  'clusterip_hash',
  'network_namespace',
  'arp_sender',
  'send_arp_opts',
];

export function parameters(): readonly NamedParameter[] {
  return PARAMETER_NAMES.map((name): NamedParameter => parameterOf(name));
}

/** One row; a monitor needs few of them, and each is made when it is asked for. */
export function parameterOf(name: ParameterName): NamedParameter {
  switch (name) {
    case 'ip':
      return {
        name: 'ip',
        type: 'string',
        required: true,
        uniqueGroup: WHICH_ADDRESS,
        shortdesc: 'The virtual IPv4 or IPv6 address',
        longdesc: `The address to manage, for example 192.0.2.10 or 2001:db8::10. A prefix length may follow
it, as in 192.0.2.10/24; it then says the same as cidr_netmask. A link-local IPv6 address needs nic.`,
      };
    case 'nic':
      return {
        name: 'nic',
        type: 'string',
        uniqueGroup: WHICH_ADDRESS,
        shortdesc: 'The network interface that holds the address',
        longdesc: `Name or alternative name of the interface.
If it is not given, the interface is found from the on-link routes of the main table: the longest
prefix that covers the address wins, then the lowest metric. If two interfaces are equally good,
start fails and names them. An interface that is down is found by its own address. Interfaces without
neighbours (lo, a dummy, kube-ipvs0, a tunnel, all that is NOARP) do not count then: an address on one
of them is the virtual IP only if nic names it.
stop takes the address from this interface, and from where start put it, also if the interface was renamed
since.
The old form interface:label still works; iflabel is the better place for a label.`,
      };
    case 'cidr_netmask':
      return {
        name: 'cidr_netmask',
        type: 'string',
        shortdesc: 'Prefix length of the address',
        longdesc: `A number from 1 to 32, or to 128 for IPv6, for example 24 or 64. A dotted-quad netmask
such as 255.255.255.0 is understood as well, with a warning. If it is not given, the prefix length
is that of the route that was found for the address; on the loopback interface, that of a host.
If it is given, an address that is there with another prefix length is not the virtual IP: start
refuses it, monitor says 1, and stop leaves it, unless start put it there.`,
      };
    case 'broadcast':
      return {
        name: 'broadcast',
        type: 'string',
        family: 'inet',
        shortdesc: 'Broadcast address',
        longdesc: `IPv4 only. A dotted-quad address, or + for the address with all host bits set, or - for the
address with all host bits cleared. If it is not given, it is that of the interface's own address
to which the route belongs, if there is one.`,
      };
    case 'iflabel':
      return {
        name: 'iflabel',
        type: 'string',
        family: 'inet',
        shortdesc: 'Label of the address',
        longdesc: `IPv4 only. A label for tools that show addresses by labels. It is appended to the name of the
interface and a colon; the whole has at most 15 characters.`,
      };
    case 'proto':
      return {
        name: 'proto',
        type: 'string',
        shortdesc: 'Protocol of the routes that say where the address belongs',
        longdesc: `If it is set, interface and prefix length are found from routes of this protocol only (see
ip-route(8), proto): a name from iproute2's rt_protos, for example kernel, or a number from 0 to 255.`,
      };
    case 'arp_count':
      return {
        name: 'arp_count',
        type: 'integer',
        default: '5',
        reloadable: true,
        shortdesc: 'Rounds of announcements after start',
        longdesc: `How often the neighbours are told of the new holder after start; at least 1. A round is
gratuitous ARP for IPv4 (see arp_type), an unsolicited Neighbor Advertisement for IPv6.`,
      };
    case 'arp_interval':
      return {
        name: 'arp_interval',
        type: 'integer',
        default: '200',
        reloadable: true,
        shortdesc: 'Milliseconds between two rounds',
        longdesc: 'Milliseconds from one round of announcements to the next; at least 1.',
      };
    case 'arp_type':
      return {
        name: 'arp_type',
        type: 'select',
        family: 'inet',
        default: 'both',
        options: ['both', 'request', 'reply'],
        reloadable: true,
        shortdesc: 'Which gratuitous ARP packets a round has',
        longdesc: `IPv4 only. both: a request and a reply. request: only the request, the ARP Announcement of
RFC 5227. reply: only the reply, for neighbours that ignore gratuitous requests.`,
      };
    case 'arp_count_refresh':
      return {
        name: 'arp_count_refresh',
        type: 'integer',
        default: '0',
        reloadable: true,
        shortdesc: 'Rounds of announcements at each monitor',
        longdesc: `How many rounds each monitor that finds the address sends. With 1 or more,
neighbours that were misled in a split brain learn the right holder within one monitor interval.
0 sends none.`,
      };
    case 'arp_bg':
      return {
        name: 'arp_bg',
        type: 'boolean',
        default: 'true',
        reloadable: true,
        shortdesc: 'Send the later rounds in the background',
        longdesc: `The first round always leaves from start itself. With true, start then returns and
a process of its own sends the others, until they are sent or the address is stopped. With false,
start returns after the last round.`,
      };
    case 'run_arping':
      return {
        name: 'run_arping',
        type: 'boolean',
        family: 'inet',
        default: 'false',
        reloadable: true,
        shortdesc: 'Ask the network for the address before taking it',
        longdesc: `IPv4 only. With true, start sends ARP Probes (RFC 5227) before it adds the address, and
fails if another host holds it. This takes 300 ms. For IPv6 the kernel does the same for each new
address: see nodad.`,
      };
    case 'nodad':
      return {
        name: 'nodad',
        type: 'boolean',
        default: 'false',
        family: 'inet6',
        reloadable: true,
        shortdesc: 'Use an IPv6 address without duplicate address detection',
        longdesc: `IPv6 only. The kernel asks the network for each new address before it uses it (RFC 4862
section 5.4), which takes a second or two, and start waits for the answer: if another host has the
address, start fails. With true, nobody is asked, and the address is in use at once.`,
      };
    case 'preferred_lft':
      return {
        name: 'preferred_lft',
        type: 'string',
        default: 'forever',
        family: 'inet6',
        reloadable: true,
        shortdesc: 'Preferred lifetime of an IPv6 address in seconds',
        longdesc: `IPv6 only. For how many seconds new connections from this host may use the address as
their source (RFC 4862 section 5.5.4): a number, or forever. With 0 it is never chosen.`,
      };
    case 'lvs_ipv6_addrlabel':
      return {
        name: 'lvs_ipv6_addrlabel',
        type: 'boolean',
        default: 'true',
        family: 'inet6',
        reloadable: true,
        shortdesc: 'Give an IPv6 address a label of its own in the policy table',
        longdesc: `IPv6 only. With true, start adds an entry for the address to the policy table of source
address selection (RFC 6724; "ip addrlabel list" shows it), so that connections from this host
choose the interface's own address as their source and not the virtual one. stop removes the entry.
An entry that the address has already is left alone.`,
      };
    case 'lvs_ipv6_addrlabel_value':
      return {
        name: 'lvs_ipv6_addrlabel_value',
        type: 'integer',
        default: '99',
        family: 'inet6',
        reloadable: true,
        shortdesc: 'The label that lvs_ipv6_addrlabel gives',
        longdesc: `IPv6 only. A number, 0 or more, that no other entry of the policy table has.`,
      };
    case 'check_link_status':
      return {
        name: 'check_link_status',
        type: 'boolean',
        default: 'true',
        reloadable: true,
        shortdesc: 'Count a link without a carrier as a failure',
        longdesc: `With true, monitor reports a failure, and start fails, while the interface is down or has no
carrier. With false, only the address itself counts.`,
      };
    case 'noprefixroute':
      return {
        name: 'noprefixroute',
        type: 'boolean',
        default: 'false',
        shortdesc: 'Add the address without a route to its network',
        longdesc: `With true, the kernel makes no route for the network of the address (see
ip-address(8), noprefixroute).`,
      };
    case 'flush_routes':
      return {
        name: 'flush_routes',
        type: 'boolean',
        default: 'false',
        reloadable: true,
        shortdesc: "Flush the kernel's cached routes on stop",
        longdesc: `With true, stop makes open sockets look their routes up anew, so that a program on
this host does not go on reaching the address over a path that was local. The path MTUs and
redirects that the kernel has learned are forgotten, too; only those of the address's family.`,
      };
    case 'lvs_support':
      return {
        name: 'lvs_support',
        type: 'boolean',
        default: 'false',
        shortdesc: 'Leave the address on lo when it is stopped (LVS)',
        longdesc: `For the real servers of an LVS that uses direct routing, and for IPv4 only. With true,
stop moves the address to the loopback interface, with a prefix length of 32: this host goes on
accepting what is sent to it, but does not announce it any more. start takes it off the loopback
interface again. An address that is nowhere stays nowhere. monitor does not count it there. As on every real server, the sysctls arp_ignore=1
and arp_announce=2 are what keeps the kernel from answering ARP for it meanwhile.`,
      };
    case 'unique_clone_address':
      return {
        name: 'unique_clone_address',
        type: 'boolean',
        default: 'false',
        shortdesc: 'Give each instance of a clone an address of its own',
        longdesc: `With true, instance n of a clone with globally-unique=true holds the address n after
ip: ip itself for instance 0, the next one for instance 1. An instance whose address would not be in
the network of ip is not started.`,
      };
    case 'clusterip_firewall':
      return {
        name: 'clusterip_firewall',
        type: 'select',
        default: 'auto',
        options: ['auto', 'nft', 'iptables'],
        shared: true,
        shortdesc: 'What makes the rules of a shared address',
        longdesc: `Of an address that several hosts share: a clone with clone-max above 1, without
unique_clone_address. Each host drops what is for the clients of another. auto: nft where it is
installed, else iptables with arptables. IPv6 needs nft.`,
      };
    case 'clusterip_hash_seed':
      return {
        name: 'clusterip_hash_seed',
        type: 'string',
        shared: true,
        shortdesc: 'Seed of the hash that spreads the clients of a shared address',
        longdesc: `A number that is not 0, of 32 bits, decimal or with 0x. It must be the same on all hosts.
If it is not given, it is made from the address. Set it, and mac, where hosts with
ocf:heartbeat:IPaddr2 share the address.`,
      };
    case 'mac':
      return {
        name: 'mac',
        type: 'string',
        shared: true,
        shortdesc: 'Hardware address of a shared address',
        longdesc: `A multicast address such as 01:00:5e:00:01:0a, the same on all hosts, to which the network
delivers what is for a shared address. If it is not given, it is made from ip, prefix length and
broadcast address, as IPaddr2 does.`,
      };
    case 'clusterip_mac_mangle':
      return {
        name: 'clusterip_mac_mangle',
        type: 'boolean',
        default: 'true',
        shared: true,
        shortdesc: 'Answer questions for a shared address with its hardware address',
        longdesc: `With true, the hosts tell all neighbours that a shared address is at mac. With false,
something else has to see to it that all hosts get what is for the address.`,
      };
    case 'clusterip_table':
      return {
        name: 'clusterip_table',
        type: 'string',
        default: 'floatip',
        shared: true,
        shortdesc: "nft's table for the rules of a shared address",
        longdesc: `A name of up to 28 letters, digits, dots, underscores and hyphens, the first a letter. The table
is made when it is needed, and removed when there is nothing else in it. With iptables the rules
are in the table mangle.`,
      };
    case 'clusterip_chain':
      return {
        name: 'clusterip_chain',
        type: 'string',
        default: 'clusterip',
        shared: true,
        shortdesc: 'Chain for the rules of a shared address',
        longdesc: `A name like that of clusterip_table. The chain is made when it is needed, and removed with
its last rule.`,
      };
    case 'clusterip_hash':
      return {
        name: 'clusterip_hash',
        type: 'select',
        options: ['sourceip', 'sourceip-sourceport', 'sourceip-sourceport-destport'],
        shared: true,
        shortdesc: 'Understood, but always sourceip',
        longdesc: `Which client of a shared address belongs to which host is always decided by the client's
address. Anything but sourceip is understood with a warning.`,
      };
    case 'network_namespace':
      return {
        name: 'network_namespace',
        type: 'string',
        uniqueGroup: WHICH_ADDRESS,
        shortdesc: 'Network namespace of the interface',
        longdesc: `Name of a network namespace as "ip netns list" shows it. The namespace and the
interface in it must exist before start.`,
      };
    case 'arp_sender':
      return {
        name: 'arp_sender',
        type: 'select',
        options: ['send_arp', 'iputils_arping', 'libnet_arping', 'ipoibarping'],
        reloadable: true,
        shortdesc: 'Which program sends gratuitous ARP (deprecated)',
        longdesc: `Understood for the sake of configurations of IPaddr2, and without effect: the agent
sends all packets itself, on InfiniBand as well. arp_type says which.`,
      };
    case 'send_arp_opts':
      return {
        name: 'send_arp_opts',
        type: 'string',
        family: 'inet',
        reloadable: true,
        shortdesc: 'Options for that program (deprecated)',
        longdesc: `Understood for the sake of configurations of IPaddr2: -A means arp_type=reply and -U
means arp_type=request, unless arp_type is set. Anything else is ignored, with a warning on start.`,
      };
  }
}
