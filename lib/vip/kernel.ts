/**
 * What the operations on a virtual IP need of a kernel and a clock. lib/kernel has the real ones;
 * the tests have one of their own with a clock that does not wait.
 */
import type { AddressEvent } from '../kernel/address-watch.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Role, Victims } from '../kernel/lock.ts';
import type { ReceivedPacket } from '../kernel/packet-socket.ts';
import type { HeldRoute } from '../kernel/routes.ts';
import type { HeldAddress, InterfaceAddress } from '../wire/ifaddrmsg.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { Family, IpAddress } from '../wire/ip-address.ts';
import type { Route } from '../wire/rtmsg.ts';

export type { AddressEvent, Clock, HeldAddress, HeldRoute, Role, Victims };

export interface AddressTable {
  find(ip: IpAddress, index?: number): HeldAddress[];
  onLink(family: Family, index: number): HeldAddress[];
  add(entry: InterfaceAddress): void;
  change(entry: InterfaceAddress): void;
  remove(entry: HeldAddress): void;
  restore(entry: HeldAddress): void;
}

/** Labels of single addresses in the policy table (RFC 6724). */
export interface AddressLabelTable {
  add(ip: IpAddress, label: number): boolean;
  find(ip: IpAddress): number | undefined;
  remove(ip: IpAddress, label: number): void;
}

export interface LinkTable {
  byName(name: string): Link | undefined;
  byIndex(index: number): Link | undefined;
  all(): Link[];
  setUp(index: number, up: boolean): void;
  watch(): { waitForChange(deadline: number): boolean; close(): void };
}

export interface RouteTable {
  lookUp(destination: IpAddress, index?: number): Route | undefined;
  list(family: Family, index?: number): HeldRoute[];
  onLink(family: Family, index: number): HeldRoute[];
  restore(route: HeldRoute): void;
  /** @param lifetime in seconds, in place of what is left of its own */
  replace(route: HeldRoute, lifetime?: number): void;
  remove(route: HeldRoute): void;
}

export interface AddressWatch {
  isHeld(): boolean;
  nextEvent(deadline: number): AddressEvent | undefined;
  waitForChange(deadline: number): boolean;
  close(): void;
}

export interface PacketSender {
  readonly fd: number;
  send(etherType: number, index: number, destination: Uint8Array, payload: Uint8Array): void;
  close(): void;
}

export interface PacketReceiver extends PacketSender {
  receive(deadline: number, clock: Clock): ReceivedPacket | undefined;
}

export interface Lock {
  readonly fd: number;
  advertise(role: Role): void;
  withdraw(): void;
  release(): void;
  handOver(): void;
}

/** Named locks of the host's run-time state directory. */
export interface Locks {
  /**
   * @param killAfter clock.now() from which on the advertised holder is killed
   * @param victims which holder that may be
   */
  acquire(name: string, deadline: number, killAfter?: number, victims?: Victims): Lock | undefined;
  isHeld(name: string): boolean;
  names(): string[];
}

/** Named marks, which last until the next boot. */
export interface Marks {
  /** False where it was set before. */
  set(name: string): boolean;
  /** Those whose names begin with `prefix`. */
  names(prefix: string): string[];
  clear(name: string): void;
}

export interface Kernel {
  readonly addresses: AddressTable;
  readonly addressLabels: AddressLabelTable;
  readonly links: LinkTable;
  readonly routes: RouteTable;
  readonly clock: Clock;
  readonly locks: Locks;
  readonly marks: Marks;
  /** Tells this network namespace from every other. */
  readonly namespaceId: number;
  watchAddress(ip: IpAddress, index: number): AddressWatch;
  openSender(): PacketSender;
  openReceiver(etherType: number, index: number): PacketReceiver;
  startInBackground(args: readonly string[], descriptors: readonly number[]): void;
  flushRouteCache(family: Family): void;
  /** Whether an interface forwards IPv6 packets, as a router's does. */
  forwardsIpv6(linkName: string): boolean;
  /** Switches an interface's promote_secondaries; false where it was so already, or cannot be. */
  setPromotion(linkName: string, on: boolean): boolean;
}

/** Where an operation says what it does, for the log. */
export interface Log {
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
  debug(text: string): void;
}
