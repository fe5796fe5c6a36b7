/**
 * A host in memory, in place of the kernel: tests need no root, time passes at once, and any system call can
 * fail. test/netns tests the same on the real kernel.
 */

import { ipAddressFromBytes, parseIpAddress } from '../../../lib/linux/ip-text.ts';
import type { BackgroundWork } from '../../../lib/linux/kernel.ts';
import type { Rule } from '../../../lib/shared-address/firewall/rule.ts';
import {
  IFA_F_NODAD,
  IFA_F_SECONDARY,
  type InterfaceAddress,
} from '../../../lib/wire/ifaddrmsg.ts';
import { IFF_LOOPBACK, type Link } from '../../../lib/wire/ifinfomsg.ts';
import {
  type Family,
  type IpAddress,
  sameBytes,
  withHostBits,
} from '../../../lib/wire/ip-address.ts';
import { RT_TABLE_MAIN, RTN_UNICAST } from '../../../lib/wire/rtmsg.ts';
import { AF_INET, AF_INET6 } from '../../../lib/wire/socket.ts';
import { FakeAddresses } from './fake-addresses.ts';
import { FakeConnections } from './fake-connections.ts';
import { FakeLinks, type LinkOptions } from './fake-links.ts';
import { FakeDescriptors, FakeLockFiles } from './fake-locks.ts';
import { type FakeNextHop, FakeRoutes, RTPROT_BOOT } from './fake-routes.ts';
import { Timeline } from './timeline.ts';

export interface SentPacket {
  /** Virtual time, in milliseconds since the beginning. */
  readonly at: number;
  readonly pid: number;
  readonly index: number;
  readonly etherType: number;
  readonly destination: Uint8Array;
  readonly payload: Uint8Array;
}

/** A background process: its work, and the descriptors it inherited. */
export interface SpawnedProcess {
  readonly pid: number;
  readonly socket: number;
  readonly lock: number;
  readonly work: BackgroundWork;
}

export interface RouteOptions {
  readonly dev?: string;
  readonly via?: string;
  /** Next hops of a multipath route, instead of `dev` and `via`. */
  readonly hops?: readonly {
    readonly dev: string;
    readonly via?: string;
    readonly flags?: number;
  }[];
  readonly metric?: number;
  readonly src?: string;
  readonly table?: number;
  readonly type?: number;
  readonly protocol?: number;
  readonly tos?: number;
  /** RTNH_F_* of the next hop. */
  readonly flags?: number;
  /** Seconds. */
  readonly expires?: number;
}

/** The queue of a receiver or a watch. */
interface Subscriber<T> {
  readonly index: number;
  readonly queue: T[];
}

interface Hook {
  readonly name: string;
  /** Number of calls to skip. */
  skip: number;
  readonly action: () => void;
}

export class FakeHost {
  readonly timeline = new Timeline();
  readonly links = new FakeLinks();
  readonly addresses: FakeAddresses;
  readonly routes: FakeRoutes;
  readonly connections = new FakeConnections();
  readonly descriptors = new FakeDescriptors();
  readonly locks = new FakeLockFiles(this.descriptors);
  readonly marks = new Set<string>();
  readonly records = new Map<string, string>();
  /** Hardware addresses in the neighbour tables, by address. */
  readonly neighbours = new Map<string, Uint8Array>();
  /** `eth0 01005e00010a`: interface and hardware address. */
  readonly memberships = new Set<string>();
  /** `2 ff02::1:ff00:10`: interface index and IPv6 multicast group of a socket. */
  readonly groups = new Set<string>();
  /** Rules of shared addresses, by the tool that made them. */
  readonly rules = new Map<string, readonly Rule[]>();
  /** Labels in the policy table, by address. */
  readonly addressLabels = new Map<string, number>();
  /** net.ipv6.conf.*.forwarding. */
  forwardsIpv6 = false;
  /** Announcements. */
  readonly packets: SentPacket[] = [];
  /** Other packets: questions to peers, and probes. */
  readonly questions: SentPacket[] = [];
  /** Called with each question; an answer is delivered by `deliver`. */
  onQuestion: (payload: Uint8Array) => void = () => {};
  readonly spawned: SpawnedProcess[] = [];
  readonly killed: number[] = [];
  /** The names of all system calls, in order. */
  readonly calls: string[] = [];
  /** Locks that a process has taken against LOCK_ORDER. */
  readonly lockOrderViolations: string[] = [];
  readonly addressWatches = new Set<Subscriber<InterfaceAddress>>();
  /** By descriptor. */
  readonly receivers = new Map<number, Subscriber<Uint8Array>>();
  onSpawn: (process: SpawnedProcess) => void = () => {};
  onKill: (pid: number) => void = () => {};
  readonly flushedRouteCaches: Family[] = [];
  #lastPid = 100;
  readonly #before: Hook[] = [];
  readonly #after: Hook[] = [];

  constructor() {
    this.routes = new FakeRoutes((address) =>
      this.addresses.all().some(({ local }) => sameBytes(local, address)),
    );
    const listener = {
      added: (entry: InterfaceAddress) =>
        this.routes.addressAdded(entry, this.links.snapshot(entry.index)),
      changed: (before: InterfaceAddress, entry: InterfaceAddress) =>
        this.routes.addressChanged(before, entry, this.addresses.on(entry.index)),
      removed: (entry: InterfaceAddress) => {
        this.routes.addressRemoved(entry, this.addresses.on(entry.index));
        for (const watch of this.addressWatches) {
          if (watch.index === entry.index) watch.queue.push(entry);
        }
      },
    };
    this.addresses = new FakeAddresses(listener, this.timeline);
    this.links.onSetUp = (index, up) => {
      if (!up) return this.routes.linkDisabled(index);
      const link = this.links.snapshot(index);
      for (const entry of this.addresses.on(index)) this.routes.addressAdded(entry, link);
    };
  }

  newPid(): number {
    return ++this.#lastPid;
  }

  kill(pid: number): void {
    this.killed.push(pid);
    this.descriptors.closeAllOf(pid);
    this.onKill(pid);
  }

  // Set-up, and changes by hand.

  addLink(name: string, options?: LinkOptions): Link {
    return this.links.create(name, options);
  }

  /** `ip address add`; `text` as 192.0.2.1/24. */
  addAddress(dev: string, text: string, options: Partial<InterfaceAddress> = {}): void {
    const link = this.link(dev);
    const [ip, prefixLength] = readNetwork(text);
    this.addresses.add({
      family: ip.family === 'inet' ? AF_INET : AF_INET6,
      prefixLength,
      flags: ip.family === 'inet' ? 0 : IFA_F_NODAD,
      scope: link.flags & IFF_LOOPBACK ? 254 : 0,
      index: link.index,
      local: ip.bytes,
      address: ip.bytes,
      ...(ip.family === 'inet' && { label: link.name }),
      ...options,
    });
  }

  /** `ip address delete`. */
  removeAddress(dev: string, text: string): void {
    const [ip, prefixLength] = readNetwork(text);
    const found = this.addresses
      .find(ip, this.link(dev).index)
      .find((entry) => entry.prefixLength === prefixLength);
    if (!found) throw new Error(`${text} is not on ${dev}`);
    this.addresses.remove(found);
  }

  /** `ip route append`. */
  addRoute(to: string, options: RouteOptions = {}): void {
    const { metric = 0, table = RT_TABLE_MAIN, type = RTN_UNICAST, tos = 0 } = options;
    const { protocol = RTPROT_BOOT } = options;
    const [ip, prefixLength] = readNetwork(to === 'default' ? '0.0.0.0/0' : to);
    const { dev, via, flags = 0 } = options;
    const one = dev === undefined ? [] : [via === undefined ? { dev, flags } : { dev, via, flags }];
    const nextHops = (options.hops ?? one).map((hop): FakeNextHop => {
      const { index } = this.link(hop.dev);
      const state = { index, flags: hop.flags ?? 0, viaGateway: hop.via !== undefined };
      return hop.via === undefined ? state : { ...state, gateway: address(hop.via).bytes };
    });
    this.routes.append({
      family: ip.family === 'inet' ? AF_INET : AF_INET6,
      destination: withHostBits(ip.bytes, prefixLength, 0),
      prefixLength,
      tos,
      table,
      protocol,
      type,
      metric,
      preferredSource: options.src === undefined ? undefined : address(options.src).bytes,
      expires: options.expires,
      nextHops,
    });
  }

  /** Delivers a packet from the network. */
  deliver(dev: string, payload: Uint8Array): void {
    const { index } = this.link(dev);
    for (const receiver of this.receivers.values()) {
      if (receiver.index === index) receiver.queue.push(payload);
    }
  }

  link(name: string): Link {
    const link = this.links.byName(name);
    if (!link) throw new Error(`no link ${name}`);
    return link;
  }

  // Failures.

  /** Makes one call of the name fail, after `skip` calls. */
  refuse(name: string, error: Error, skip = 0): void {
    this.before(
      name,
      () => {
        throw error;
      },
      skip,
    );
  }

  /** Makes every call of the name fail. */
  refuseAlways(name: string, error: Error): void {
    const refusal = () => {
      this.before(name, refusal);
      throw error;
    };
    this.before(name, refusal);
  }

  before(name: string, action: () => void, skip = 0): void {
    this.#before.push({ name, skip, action });
  }

  after(name: string, action: () => void, skip = 0): void {
    this.#after.push({ name, skip, action });
  }

  /** Runs a system call, with the actions of `before` and `after`. */
  trap<T>(name: string, operation: () => T): T {
    this.calls.push(name);
    runHook(this.#before, name);
    const result = operation();
    runHook(this.#after, name);
    return result;
  }

  // State.

  /** The addresses of a link, as `10.0.0.1/24 secondary`. */
  addressesOf(dev: string): string[] {
    return this.addresses.on(this.link(dev).index).map((entry) => {
      const secondary =
        entry.family === AF_INET && entry.flags & IFA_F_SECONDARY ? ' secondary' : '';
      return `${ipAddressFromBytes(entry.local).text}/${entry.prefixLength}${secondary}`;
    });
  }

  /** The main table, as `ip route` prints it, sorted. */
  routeTexts(): string[] {
    return this.routes
      .all()
      .filter(({ table }) => table === RT_TABLE_MAIN)
      .map((route) => {
        const { destination, prefixLength, metric, preferredSource, nextHops } = route;
        const hops = nextHops.map(
          (hop) =>
            `${hop.gateway ? ` via ${hop.gateway.join('.')}` : ''} dev ${this.links.snapshot(hop.index).name}` +
            `${hop.flags ? ` flags ${hop.flags}` : ''}`,
        );
        const src = preferredSource ? ` src ${preferredSource.join('.')}` : '';
        return `${ipAddressFromBytes(destination).text}/${prefixLength}${hops.join('')}${metric ? ` metric ${metric}` : ''}${src}`;
      })
      .sort();
  }

  /** All state that an action can change. */
  state() {
    return {
      addresses: this.links
        .all()
        .map(({ name }) => `${name}: ${this.addressesOf(name).join(', ')}`),
      flags: this.links.all().map(({ name, flags }) => `${name}: ${flags}`),
      routes: this.routeTexts(),
      locks: this.locks.names(),
      marks: [...this.marks],
      records: [...this.records.keys()].filter((name) => !name.endsWith('.rate')),
      labels: [...this.addressLabels],
      memberships: [...this.memberships],
      rules: [...this.rules.values()].flat(),
    };
  }
}

function runHook(hooks: Hook[], name: string): void {
  for (const hook of hooks.filter((known) => known.name === name)) {
    if (hook.skip-- > 0) continue;
    hooks.splice(hooks.indexOf(hook), 1);
    hook.action();
  }
}

/** Parses an address. Throws if it is invalid. */
export function address(text: string): IpAddress {
  const ip = parseIpAddress(text);
  if (!ip) throw new Error(`${text} is no address`);
  return ip;
}

function readNetwork(text: string): [IpAddress, number] {
  const [ip = '', prefixLength = '32'] = text.split('/');
  return [address(ip), Number(prefixLength)];
}
