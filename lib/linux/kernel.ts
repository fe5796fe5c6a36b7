/**
 * The interface to kernel and clock. host.ts implements it with system calls, the tests with a simulated host
 * whose clock does not wait.
 */
import type { HeldAddress, InterfaceAddress } from '../wire/ifaddrmsg.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { Connection, End } from '../wire/inet-diag.ts';
import type { Family, IpAddress } from '../wire/ip-address.ts';
import type { Route } from '../wire/rtmsg.ts';
import type { Clock } from './clock.ts';

export type { Clock, HeldAddress };

export abstract class AddressTable {
  abstract find(ip: IpAddress, index?: number): HeldAddress[];
  abstract onLink(family: Family, index: number): HeldAddress[];
  abstract add(entry: InterfaceAddress): void;
  abstract change(entry: InterfaceAddress): void;
  abstract remove(entry: HeldAddress): void;
  abstract restore(entry: HeldAddress): void;
}

/** Labels of single addresses in the policy table (RFC 6724). */
export abstract class AddressLabelTable {
  abstract add(ip: IpAddress, label: number): boolean;
  abstract find(ip: IpAddress): number | undefined;
  abstract remove(ip: IpAddress, label: number): void;
}

export abstract class LinkTable {
  abstract byName(name: string): Link | undefined;
  abstract byIndex(index: number): Link | undefined;
  abstract all(): Link[];
  abstract setUp(index: number, up: boolean): void;
  abstract watch(): LinkWatch;
}

export abstract class LinkWatch {
  abstract waitForChange(deadline: number): boolean;
  abstract close(): void;
}

/** A route with the netlink message that reported it. */
export interface HeldRoute extends Route {
  readonly message: Uint8Array;
}

export abstract class RouteTable {
  abstract lookUp(destination: IpAddress, index?: number): Route | undefined;
  abstract list(family: Family, index?: number, table?: number): HeldRoute[];
  abstract onLink(family: Family, index: number): HeldRoute[];
  abstract restore(route: HeldRoute): void;
  /** @param lifetime in seconds, instead of the remaining lifetime */
  abstract replace(route: HeldRoute, lifetime?: number): void;
  abstract remove(route: HeldRoute): void;
}

/** The sockets of the network namespace's TCP connections. */
export abstract class ConnectionTable {
  abstract of(ip: IpAddress, end: End): Connection[];
  /** False if the connection has ended already. */
  abstract destroy(connection: Connection): boolean;
  abstract close(): void;
}

/** The address was removed, its link has changed, or the receiver has a packet. */
export type AddressEvent = 'removed' | 'link-changed' | 'packet';

export abstract class AddressWatch {
  abstract isHeld(): boolean;
  /** @param receiver waits for its packets as well */
  abstract nextEvent(deadline: number, receiver?: PacketReceiver): AddressEvent | undefined;
  abstract waitForChange(deadline: number): boolean;
  abstract close(): void;
}

export abstract class PacketSender {
  readonly fd: number;

  constructor(fd: number) {
    this.fd = fd;
  }

  abstract send(
    etherType: number,
    index: number,
    destination: Uint8Array,
    payload: Uint8Array,
  ): void;
  abstract close(): void;
}

export interface ReceivedPacket {
  readonly source: Uint8Array;
  readonly payload: Uint8Array;
}

export abstract class PacketReceiver extends PacketSender {
  abstract receive(deadline: number, clock: Clock): ReceivedPacket | undefined;
}

/** Whether the process that has the lock is an action, or an announcer in the background. */
export type Role = 'foreground' | 'background';
/** Which holder of a lock may be killed. */
export type Victims = 'any' | 'background';

export abstract class Lock {
  readonly fd: number;

  /** @param fd -1 for a lock without a file, which does not exclude other processes */
  constructor(fd: number) {
    this.fd = fd;
  }

  abstract advertise(role: Role): void;
  abstract withdraw(): void;
  abstract release(): void;
  abstract handOver(): void;
}

/** Named locks in the state directory. */
export abstract class Locks {
  /**
   * @param killAfter clock.now() after which a holder that advertises itself is killed
   * @param victims which holder may be killed
   */
  abstract acquire(
    name: string,
    deadline: number,
    killAfter?: number,
    victims?: Victims,
  ): Lock | undefined;
  abstract isHeld(name: string): boolean;
  abstract names(): string[];
}

/** Marks: empty files in the state directory, which exist until the next boot. */
export abstract class Marks {
  /** False if the mark is set already. */
  abstract set(name: string): boolean;
  /** The marks whose names begin with `prefix`. */
  abstract names(prefix: string): string[];
  abstract clear(name: string): void;
}

/** Records: short texts in the state directory, which exist until the next boot. */
export abstract class Records {
  /** Undefined if there is no record, or it cannot be read. */
  abstract read(name: string): string | undefined;
  /**
   * Replaces a record while no other process changes it. `change` receives its text, '' for none, and returns the
   * new one. False if the record cannot be written, or another process keeps it locked.
   */
  abstract update(name: string, change: (text: string) => string): boolean;
  /** The names of the files that begin with `prefix`. */
  abstract names(prefix: string): string[];
  abstract clear(name: string): void;
}

/** The neighbour tables of the interfaces (ARP, Neighbor Discovery). */
export abstract class NeighbourTable {
  abstract hardwareAddress(ip: IpAddress, index: number): Uint8Array | undefined;
}

/** This host's membership in a multicast group, until close(). */
export abstract class GroupMembership {
  abstract close(): void;
}

/** The work of a background process, which inherits `socket` and `lock`. */
export type BackgroundWork = (kernel: Kernel, socket: PacketReceiver, lock: Lock) => void;

export interface Kernel {
  readonly addresses: AddressTable;
  readonly addressLabels: AddressLabelTable;
  readonly links: LinkTable;
  readonly routes: RouteTable;
  readonly clock: Clock;
  readonly locks: Locks;
  readonly marks: Marks;
  readonly records: Records;
  readonly neighbours: NeighbourTable;
  /** A number that identifies the network namespace. */
  namespaceId(): number;
  watchAddress(ip: IpAddress, index: number): AddressWatch;
  /** @param filter a program of lib/wire/packet-filter.ts */
  openReceiver(etherType: number, index: number, filter?: Uint8Array): PacketReceiver;
  /** Joins an IPv6 multicast group on an interface. @throws SystemError */
  joinGroup(group: Uint8Array, index: number): GroupMembership;
  /** Starts a process that outlives this one and inherits no other descriptors. @throws SystemError */
  startInBackground(socket: PacketReceiver, lock: Lock, work: BackgroundWork): void;
  openConnections(): ConnectionTable;
  flushRouteCache(family: Family): void;
  /** Whether the interface forwards IPv6 packets: the host is a router. */
  forwardsIpv6(linkName: string): boolean;
  /** Sets promote_secondaries of an interface. Returns false if it already has the value, or cannot be set. */
  setPromotion(linkName: string, on: boolean): boolean;
}
