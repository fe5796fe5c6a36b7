import type { ArpType, ClusteripFirewall, Dad, OnConflict } from '../../../../build/names.ts';
import type { AnnounceTo } from '../../../../lib/ocf/announce-to.ts';
import type { BroadcastRule } from '../../../../lib/ocf/request.ts';
import type { IpAddress } from '../../../../lib/wire/ip-address.ts';

/** A VipRequest as a record: its fields, results of its methods, and values by the parameter's name. */
export interface RequestValues {
  readonly ip: IpAddress;
  readonly baseIp: IpAddress | undefined;
  readonly nic: string | undefined;
  readonly prefixLength: number | undefined;
  readonly broadcast: BroadcastRule | undefined;
  readonly label: string | undefined;
  readonly routeProtocol: number | undefined;
  readonly networkNamespace: string | undefined;
  readonly isPlainClone: boolean;
  readonly hashSeed: number | undefined;
  readonly sharedMac: Uint8Array | undefined;
  readonly announceTo: AnnounceTo;
  readonly arpType: ArpType;
  readonly onConflict: OnConflict;
  readonly lateRounds: readonly number[];
  readonly preferredLifetime: number;
  readonly routeMetric: number | undefined;
  readonly addressLabel: number | undefined;
  readonly firewall: ClusteripFirewall;
  readonly dad: Dad;
  readonly clusterip_table: string;
  readonly clusterip_chain: string;
  readonly arp_count: number;
  readonly arp_interval: number;
  readonly arp_count_refresh: number;
  readonly announce_rate: number;
  readonly lvs_ipv6_addrlabel_value: number;
  readonly metric: number;
  readonly arp_bg: boolean;
  readonly run_arping: boolean;
  readonly nodad: boolean;
  readonly lvs_ipv6_addrlabel: boolean;
  readonly check_link_status: boolean;
  readonly noprefixroute: boolean;
  readonly flush_routes: boolean;
  readonly lvs_support: boolean;
  readonly kill_connections_on_stop: boolean;
  readonly unique_clone_address: boolean;
  readonly clusterip_mac_mangle: boolean;
}

/** The values of a resource with only an IPv4 address, as docs/parameters.md and meta-data document them. */
export const DEFAULTS: Omit<RequestValues, 'ip'> = {
  baseIp: undefined,
  nic: undefined,
  prefixLength: undefined,
  broadcast: undefined,
  label: undefined,
  routeProtocol: undefined,
  networkNamespace: undefined,
  isPlainClone: false,
  hashSeed: undefined,
  sharedMac: undefined,
  announceTo: 'gateway',
  arpType: 'both',
  onConflict: 'degrade',
  lateRounds: [5000],
  preferredLifetime: 0xffffffff,
  routeMetric: undefined,
  addressLabel: undefined,
  firewall: 'auto',
  dad: 'kernel',
  clusterip_table: 'floatip',
  clusterip_chain: 'clusterip',
  arp_count: 5,
  arp_interval: 200,
  arp_count_refresh: 0,
  announce_rate: 500,
  lvs_ipv6_addrlabel_value: 99,
  metric: 0,
  arp_bg: true,
  run_arping: false,
  nodad: false,
  lvs_ipv6_addrlabel: true,
  check_link_status: true,
  noprefixroute: false,
  flush_routes: false,
  lvs_support: false,
  kill_connections_on_stop: false,
  unique_clone_address: false,
  clusterip_mac_mangle: true,
};
