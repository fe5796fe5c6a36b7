/**
 * What the command line needs of the agent. All of it is handed in, and the modules here import
 * types only: what both sides imported would become a file of its own in the executable, which every
 * action would have to load.
 */
import type { Parameter } from '../../ocf-metadata/parameter.ts';
import type { Explanation } from '../actions/explain.ts';
import type { Sighting } from '../actions/monitor.ts';
import type { Outcome } from '../actions/shared/outcome.ts';
import type { Variables } from '../ocf/environment.ts';
import type { ExitStatus } from '../ocf/exit-status.ts';
import type { Log } from '../vip/kernel.ts';
import type { ArpPacket } from '../wire/arp.ts';
import type { EthernetFrame } from '../wire/ethernet.ts';
import type { Ipv6Packet } from '../wire/ipv6.ts';
import type { NeighborAdvertisement } from '../wire/neighbor-advertisement.ts';

export interface ExitStatuses {
  readonly success: ExitStatus;
  readonly generic: ExitStatus;
  readonly args: ExitStatus;
  readonly unimplemented: ExitStatus;
  readonly notRunning: ExitStatus;
}

export type ActionName = 'start' | 'stop' | 'monitor' | 'validate-all';

export interface Agent {
  run(action: ActionName, variables: Variables, log: Log): Promise<Outcome>;
  observe(variables: Variables, log: Log): Promise<Sighting | Outcome>;
  explain(variables: Variables, log: Log): Promise<Explanation | Outcome>;
  metaData(): Promise<string>;
  /** @throws Error where not all of it can be written */
  print(text: string): void;
  writeError(text: string): void;
  readonly isTerminal: boolean;
  /** The table of parameters. */
  readonly parameters: readonly Parameter[];
  /** Exit statuses by what they stand for, and what each means for people. */
  readonly statuses: ExitStatuses;
  readonly statusMeanings: readonly (readonly [ExitStatus, string])[];
  formatIp(bytes: Uint8Array): string;
  formatHardwareAddress(bytes: Uint8Array): string;
  /** The hardware type of Ethernet, the only link whose header is ours to write. */
  readonly ethernet: number;
  decodeEthernet(bytes: Uint8Array): EthernetFrame;
  decodeArp(bytes: Uint8Array): ArpPacket;
  decodeIpv6(bytes: Uint8Array): Ipv6Packet;
  decodeNeighborAdvertisement(bytes: Uint8Array, hardwareType: number): NeighborAdvertisement;
  /** Any text without what would end a line. */
  oneLine(text: string): string;
}
