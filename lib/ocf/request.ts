/** The parameters as typed values. */
import type { IpAddress } from '../wire/ip-address.ts';

export type ArpType = 'both' | 'request' | 'reply';
export const ARP_TYPES: readonly ArpType[] = ['both', 'request', 'reply'];

/** Which tool makes the rules of a shared address: a certain one, or the best that there is. */
export type FirewallChoice = 'auto' | 'nft' | 'iptables';
export const FIREWALL_CHOICES: readonly FirewallChoice[] = ['auto', 'nft', 'iptables'];

export type BroadcastRule = 'set-host-bits' | 'clear-host-bits' | IpAddress;

export interface VipRequest {
  readonly ip: IpAddress;
  /** What the parameter ip says, where unique_clone_address makes `ip` of it for this instance. */
  readonly baseIp: IpAddress | undefined;
  readonly nic: string | undefined;
  /** Whether each node of a clone has the whole address. */
  readonly isPlainClone: boolean;
  readonly prefixLength: number | undefined;
  readonly broadcast: BroadcastRule | undefined;
  /** What follows the interface's name and a colon. */
  readonly label: string | undefined;
  /** rtm_protocol of the routes that may say where the address belongs. */
  readonly routeProtocol: number | undefined;
  readonly noPrefixRoute: boolean;
  /** IPv6: use the address at once, without duplicate address detection. */
  readonly skipDetection: boolean;
  /** IPv6: seconds, INFINITY_LIFE_TIME for ever. */
  readonly preferredLifetime: number;
  /** IPv6: its label in the policy table; undefined for none of its own. */
  readonly addressLabel: number | undefined;
  readonly flushRoutes: boolean;
  /** Leave the address on the loopback interface when it is stopped. */
  readonly lvsSupport: boolean;
  readonly checkLinkStatus: boolean;
  /** Probe for the address before taking it. */
  readonly probe: boolean;
  readonly networkNamespace: string | undefined;
  readonly announcement: Announcement;
  readonly cluster: ClusterRequest;
}

/** What is said of an address that several hosts share. */
export interface ClusterRequest {
  readonly firewall: FirewallChoice;
  readonly table: string;
  readonly chain: string;
  readonly seed: number | undefined;
  readonly hardwareAddress: Uint8Array | undefined;
  /** Whether the neighbours are to be told the hardware address. */
  readonly mangles: boolean;
}

export interface Announcement {
  /** Rounds after start. */
  readonly count: number;
  /** Rounds at each monitor. */
  readonly refreshCount: number;
  /** Milliseconds from one round to the next. */
  readonly interval: number;
  readonly type: ArpType;
  readonly background: boolean;
}
