/**
 * What the operations on a virtual IP need of a kernel and a clock. host.ts has the real ones; the tests
 * have one of their own with a clock that does not wait.
 */
import type { HeldAddress, InterfaceAddress } from '../wire/ifaddrmsg.ts';
import type { Link } from '../wire/ifinfomsg.ts';
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

/** A route as the kernel reported it, and the report itself. */
export interface HeldRoute extends Route {
  readonly message: Uint8Array;
}

export abstract class RouteTable {
  abstract lookUp(destination: IpAddress, index?: number): Route | undefined;
  abstract list(family: Family, index?: number, table?: number): HeldRoute[];
  abstract onLink(family: Family, index: number): HeldRoute[];
  abstract restore(route: HeldRoute): void;
  /** @param lifetime in seconds, in place of what is left of its own */
  abstract replace(route: HeldRoute, lifetime?: number): void;
  abstract remove(route: HeldRoute): void;
}

/** What happened to an address: it was removed; or something of its link was changed. */
export type AddressEvent = 'removed' | 'link-changed';

export abstract class AddressWatch {
  abstract isHeld(): boolean;
  abstract nextEvent(deadline: number): AddressEvent | undefined;
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

/** Whether somebody waits for the process that has the lock. */
export type Role = 'foreground' | 'background';
/** Who may be killed for the lock. */
export type Victims = 'any' | 'background';

export abstract class Lock {
  readonly fd: number;

  /** @param fd -1 of one that keeps nobody out */
  constructor(fd: number) {
    this.fd = fd;
  }

  abstract advertise(role: Role): void;
  abstract withdraw(): void;
  abstract release(): void;
  abstract handOver(): void;
}

/** Named locks of the host's run-time state directory. */
export abstract class Locks {
  /**
   * @param killAfter clock.now() from which on the advertised holder is killed
   * @param victims which holder that may be
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

/** Named marks, which last until the next boot. */
export abstract class Marks {
  /** False where it was set before. */
  abstract set(name: string): boolean;
  /** Those whose names begin with `prefix`. */
  abstract names(prefix: string): string[];
  abstract clear(name: string): void;
}

/** What a process in the background does with what it took over. */
export type BackgroundWork = (kernel: Kernel, sender: PacketSender, lock: Lock) => void;

export interface Kernel {
  readonly addresses: AddressTable;
  readonly addressLabels: AddressLabelTable;
  readonly links: LinkTable;
  readonly routes: RouteTable;
  readonly clock: Clock;
  readonly locks: Locks;
  readonly marks: Marks;
  /** Tells this network namespace from every other. */
  namespaceId(): number;
  watchAddress(ip: IpAddress, index: number): AddressWatch;
  openSender(): PacketSender;
  openReceiver(etherType: number, index: number): PacketReceiver;
  /** Leaves the work to a process that outlives this one, and nothing else that is open than the two. */
  startInBackground(sender: PacketSender, lock: Lock, work: BackgroundWork): void;
  flushRouteCache(family: Family): void;
  /** Whether an interface forwards IPv6 packets, as a router's does. */
  forwardsIpv6(linkName: string): boolean;
  /** Switches an interface's promote_secondaries; false where it was so already, or cannot be. */
  setPromotion(linkName: string, on: boolean): boolean;
}
