/**
 * The causes that `floatip doctor` finds. Of two that are equally likely, the first one here comes first: what explains
 * more comes before what follows from it.
 */
/** Each with what it means, and where to look or what to do (Markdown). A function, so that only the doctor allocates the table. */
export function causes(): readonly Cause[] {
  return [
    // The cluster.
    ['quorum', 'The cluster has no quorum.', '`corosync-quorumtool`'],
    [
      'node-offline',
      'A node is not in the cluster, or must be fenced.',
      '`crm_mon`, `pcs stonith status`',
    ],
    [
      'fence-device',
      'Fencing is on, but there is no fence device: Pacemaker starts nothing.',
      '`pcs stonith create`',
    ],
    ['stop-all', 'The cluster stops all resources.', '`pcs property config`'],
    [
      'stopped',
      'The resource is stopped by its target role, or disabled.',
      '`pcs resource enable RESOURCE`',
    ],
    [
      'banned',
      'A constraint keeps the resource from its nodes.',
      '`pcs constraint --full`, `pcs resource clear RESOURCE`',
    ],
    [
      'blocked',
      'The resource is blocked: Pacemaker waits for an administrator.',
      '`crm_mon`, `pcs resource cleanup RESOURCE`',
    ],
    [
      'failed',
      'The resource has failed on a node, and may not run there again.',
      '`crm_mon`, `pcs resource failcount`',
    ],
    ['standby', 'The node is in standby, or in maintenance.', '`pcs node unstandby NODE`'],
    [
      'unmanaged',
      'Pacemaker does not manage the resource.',
      '`pcs resource manage RESOURCE`, maintenance-mode',
    ],
    [
      'not-started',
      'Pacemaker does not run the resource, for another reason.',
      '`crm_resource --why --resource RESOURCE`',
    ],
    ['two-resources', 'Two resources of the cluster have the address.', '`pcs resource config`'],
    ['runs-elsewhere', 'Pacemaker runs the resource on another node.', 'run floatip doctor there'],
    [
      'not-pacemakers',
      'The address is on this host, but Pacemaker does not run it here.',
      '`pcs resource refresh RESOURCE`, or remove the address',
    ],
    // The address.
    [
      'other-namespace',
      'The address is in another network namespace.',
      '`ip netns list`, network_namespace',
    ],
    ['no-interface', 'The interface of the parameter nic does not exist.', '`ip link show`, nic'],
    ['loopback', 'The address is only on the loopback interface.', '`ip address show dev lo`'],
    [
      'other-interface',
      'The address is on another interface than the parameters say.',
      '`ip address show`, nic',
    ],
    [
      'family-off',
      'The address family is off on the interface.',
      '`sysctl net.ipv6.conf.NIC.disable_ipv6`',
    ],
    ['link-down', 'The interface is down.', '`ip link set NIC up`'],
    ['lower-down', 'An interface below the interface is down.', 'the lower interface'],
    ['no-carrier', 'The interface has no carrier.', 'cable, switch port'],
    [
      'absent',
      'No interface of this host has the address.',
      'the cluster; `floatip start` without one',
    ],
    ['two-interfaces', 'Two interfaces of this host have the address.', '`ip address show to IP`'],
    [
      'duplicate',
      'Duplicate address detection has failed: another host has the address.',
      'the other host',
    ],
    [
      'other-owner',
      'Another host answers for the address.',
      'the other host, by its hardware address',
    ],
    [
      'tentative',
      'Duplicate address detection has not finished.',
      'wait; `sysctl net.ipv6.conf.NIC.dad_transmits`',
    ],
    ['scope', 'The scope of the address is host or link.', 'restart the resource'],
    [
      'prefix',
      'The prefix length is not that of the parameters, or of the network.',
      'cidr_netmask',
    ],
    ['label', 'The label is not that of the parameters.', 'iflabel'],
    ['broadcast', 'The broadcast address is not that of the parameters.', 'broadcast'],
    // The interface.
    [
      'noarp',
      'The interface does not use ARP or Neighbor Discovery (NOARP).',
      '`ip link set NIC arp on`',
    ],
    [
      'multicast-off',
      'The interface receives no multicast: no Neighbor Solicitation arrives.',
      '`ip link set NIC multicast on`',
    ],
    ['bridge-port', 'A port of a bridge does not forward frames.', '`bridge -details link`'],
    [
      'mac-filter',
      'A bridge sends frames for the hardware address to another port.',
      '`bridge fdb show`',
    ],
    ['same-mac', 'Another host or interface has the same hardware address.', '`ip neigh show`'],
    ['macvlan', 'A macvlan or its mode keeps frames from it.', '`ip -details link show`'],
    ['mtu', 'The MTU is too small.', '`ip link set NIC mtu 1500`'],
    // The kernel.
    [
      'local-route',
      'The kernel has no local route for the address.',
      '`ip route show table local`',
    ],
    [
      'policy-rule',
      'A rule of policy routing drops packets, or sends them elsewhere.',
      '`ip rule show`',
    ],
    ['vrf', 'The interface is in a VRF.', '`ip vrf show`'],
    [
      'route-back',
      'There is no route back to the clients, or it discards the packets.',
      '`ip route get CLIENT from IP`',
    ],
    [
      'reverse-path',
      'The reverse path filter drops packets of clients (rp_filter).',
      '`sysctl net.ipv4.conf.NIC.rp_filter`',
    ],
    [
      'arp-ignore',
      'The kernel does not answer ARP requests for the address (arp_ignore).',
      '`sysctl net.ipv4.conf.NIC.arp_ignore`',
    ],
    [
      'arp-filter',
      'The kernel does not answer ARP requests on this interface (arp_filter).',
      '`sysctl net.ipv4.conf.NIC.arp_filter`',
    ],
    ['firewall-neighbour', 'A firewall drops ARP or Neighbor Discovery.', '`nft list ruleset`'],
    [
      'firewall',
      'A firewall drops packets to or from the address.',
      '`nft list ruleset`, `iptables-save`',
    ],
    [
      'traffic-control',
      'A traffic filter or queueing discipline drops packets.',
      '`tc qdisc show`, `tc filter show`',
    ],
    [
      'redirected',
      'A firewall or IPVS sends packets for the address elsewhere.',
      '`nft list ruleset`, `ipvsadm -Ln`',
    ],
    ['xdp', 'An XDP program sees each packet before the kernel does.', '`bpftool net show`'],
    ['ping-off', 'The kernel does not answer pings.', '`sysctl net.ipv4.icmp_echo_ignore_all`'],
    [
      'asymmetric',
      'Answers leave by another interface.',
      '`ip route get CLIENT from IP`; a rule and a table for the address',
    ],
    // The network.
    ['gateway-silent', 'The gateway does not answer.', 'the gateway, the VLAN of the switch port'],
    [
      'gateway-stale',
      'A neighbour sends packets for the address to another hardware address.',
      'its ARP cache; announce_to, arp_late',
    ],
    [
      'neighbour-table',
      'The neighbour table is full, or has a wrong entry.',
      '`ip neigh show`, gc_thresh3',
    ],
    [
      'connections-full',
      'The table of tracked connections is full.',
      '`sysctl net.netfilter.nf_conntrack_max`',
    ],
    [
      'arp-announce',
      'Neighbours do not learn the address from ARP requests (arp_announce).',
      '`sysctl net.ipv4.conf.NIC.arp_announce`',
    ],
    // What will go wrong.
    ['expires', 'The address has a limited lifetime.', '`ip address show`: valid_lft'],
    ['deprecated', 'The address is deprecated.', 'preferred_lft'],
    ['networkd', 'systemd-networkd will remove the address.', 'KeepConfiguration='],
    ['network-manager', 'NetworkManager will remove the address.', 'unmanaged-devices'],
    [
      'fencing',
      'Fencing is off: after a failure, two nodes may have the address.',
      '`pcs stonith`',
    ],
    // Behind the address.
    ['service', 'No program listens on the address.', '`ss -ltn`'],
  ];
}

export type Cause = readonly [name: CauseName, meaning: string, look: string];

export type CauseName =
  | 'quorum'
  | 'node-offline'
  | 'fence-device'
  | 'stop-all'
  | 'stopped'
  | 'banned'
  | 'blocked'
  | 'failed'
  | 'standby'
  | 'unmanaged'
  | 'not-started'
  | 'two-resources'
  | 'runs-elsewhere'
  | 'not-pacemakers'
  | 'other-namespace'
  | 'no-interface'
  | 'loopback'
  | 'other-interface'
  | 'family-off'
  | 'link-down'
  | 'lower-down'
  | 'no-carrier'
  | 'absent'
  | 'two-interfaces'
  | 'duplicate'
  | 'other-owner'
  | 'tentative'
  | 'scope'
  | 'prefix'
  | 'label'
  | 'broadcast'
  | 'noarp'
  | 'multicast-off'
  | 'bridge-port'
  | 'mac-filter'
  | 'same-mac'
  | 'macvlan'
  | 'mtu'
  | 'local-route'
  | 'policy-rule'
  | 'vrf'
  | 'route-back'
  | 'reverse-path'
  | 'arp-ignore'
  | 'arp-filter'
  | 'firewall-neighbour'
  | 'firewall'
  | 'traffic-control'
  | 'redirected'
  | 'xdp'
  | 'ping-off'
  | 'asymmetric'
  | 'gateway-silent'
  | 'gateway-stale'
  | 'neighbour-table'
  | 'connections-full'
  | 'arp-announce'
  | 'expires'
  | 'deprecated'
  | 'networkd'
  | 'network-manager'
  | 'fencing'
  | 'service';
