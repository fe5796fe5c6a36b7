/** The fake host as one process uses it: the `Kernel` of lib/vip and lib/actions, in place of that of lib/linux. */

import { ipAddressFromBytes } from '../../../lib/linux/ip-text.ts';
import type {
  AddressWatch,
  BackgroundWork,
  ConnectionTable,
  GroupMembership,
  Kernel,
  Lock,
  PacketReceiver,
  Victims,
} from '../../../lib/linux/kernel.ts';
import { LOCK_ORDER } from '../../../lib/vip/state/locks.ts';
import { decodeArp } from '../../../lib/wire/arp.ts';
import { ETH_P_ARP } from '../../../lib/wire/ethernet.ts';
import { type Family, type IpAddress, sameBytes } from '../../../lib/wire/ip-address.ts';
import { ND_NEIGHBOR_ADVERT } from '../../../lib/wire/neighbor-advertisement.ts';
import type { FakeHost } from './fake-host.ts';
import type { Runtime, Waiting } from './timeline.ts';

export const NAMESPACE_ID = 4026531840;

/** For the only process of the host: calls return at once, and waiting lets virtual time pass. */
export function immediateRuntime(host: FakeHost): Runtime {
  return {
    clock: host.timeline,
    call: (name, operation) => host.trap(name, operation),
    wait: (name, waiting) =>
      host.trap(name, () => {
        while (!waiting.isOver()) host.timeline.advance(waiting.wakeAt());
        return waiting.result();
      }),
  };
}

/** Throws at each system call after the exit of the process. */
export class RuntimeUntilExit implements Runtime {
  readonly #runtime: Runtime;
  #hasExited = false;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  exit(): void {
    this.#hasExited = true;
  }

  readonly clock: Runtime['clock'] = { now: () => this.#runtimeFor('clock.now').clock.now() };
  readonly call: Runtime['call'] = (name, operation) =>
    this.#runtimeFor(name).call(name, operation);
  readonly wait: Runtime['wait'] = (name, waiting) => this.#runtimeFor(name).wait(name, waiting);

  #runtimeFor(name: string): Runtime {
    if (this.#hasExited) throw new Error(`${name} by a process that has exited`);
    return this.#runtime;
  }
}

export class FakeKernel implements Kernel {
  readonly pid: number;
  readonly clock: Kernel['clock'];
  readonly addresses: Kernel['addresses'];
  readonly addressLabels: Kernel['addressLabels'];
  readonly links: Kernel['links'];
  readonly routes: Kernel['routes'];
  readonly locks: Kernel['locks'];
  readonly marks: Kernel['marks'];
  readonly records: Kernel['records'];
  readonly neighbours: Kernel['neighbours'];
  readonly #host: FakeHost;
  readonly runtime: Runtime;

  constructor(host: FakeHost, runtime: Runtime = immediateRuntime(host), pid = host.newPid()) {
    this.#host = host;
    this.runtime = runtime;
    this.pid = pid;
    const { call, wait } = runtime;
    const { addresses, addressLabels, links, routes, locks, marks, records, timeline } = host;
    this.clock = {
      now: () => runtime.clock.now(),
      sleep: (milliseconds) =>
        wait('clock.sleep', until(timeline, runtime.clock.now() + milliseconds)),
    };
    this.addresses = {
      find: (ip, index) => call('addresses.find', () => addresses.find(ip, index)),
      onLink: (family, index) => call('addresses.onLink', () => addresses.onLink(family, index)),
      add: (entry) => call('addresses.add', () => addresses.add(entry)),
      change: (entry) => call('addresses.change', () => addresses.change(entry)),
      remove: (entry) => call('addresses.remove', () => addresses.remove(entry)),
      restore: (entry) => call('addresses.restore', () => addresses.restore(entry)),
    };
    this.addressLabels = {
      add: (ip, label) =>
        call('addressLabels.add', () => {
          if (addressLabels.has(ip.text)) return false;
          addressLabels.set(ip.text, label);
          return true;
        }),
      find: (ip) => call('addressLabels.find', () => addressLabels.get(ip.text)),
      remove: (ip) => call('addressLabels.remove', () => void addressLabels.delete(ip.text)),
    };
    this.marks = {
      set: (name) =>
        call('marks.set', () => {
          const isNew = !marks.has(name);
          marks.add(name);
          return isNew;
        }),
      names: (prefix) =>
        call('marks.names', () => [...marks].filter((name) => name.startsWith(prefix))),
      clear: (name) => call('marks.clear', () => void marks.delete(name)),
    };
    this.records = {
      read: (name) => call('records.read', () => records.get(name)),
      update: (name, change) => {
        let isNew = false;
        const before = call('records.update', () => {
          isNew = true;
          const text = records.get(name) ?? '';
          records.set(name, change(text));
          return text;
        });
        // Processes repeats earlier steps without their system calls; `change` may tell its caller something.
        if (!isNew) change(before);
        return true;
      },
      names: (prefix) =>
        call('records.names', () => [...records.keys()].filter((name) => name.startsWith(prefix))),
      clear: (name) => call('records.clear', () => void records.delete(name)),
    };
    this.neighbours = {
      hardwareAddress: (ip) =>
        call('neighbours.hardwareAddress', () => host.neighbours.get(ip.text)),
    };
    this.links = {
      byName: (name) => call('links.byName', () => links.byName(name)),
      byIndex: (index) => call('links.byIndex', () => links.byIndex(index)),
      all: () => call('links.all', () => links.all()),
      setUp: (index, up) => call(`links.setUp ${up ? 'up' : 'down'}`, () => links.setUp(index, up)),
      watch: () => this.#watchLinks(),
    };
    this.routes = {
      lookUp: (destination, index) =>
        call('routes.lookUp', () => routes.lookUp(destination, index)),
      list: (family, index) => call('routes.list', () => routes.list(family, index)),
      onLink: (family, index) => call('routes.onLink', () => routes.onLink(family, index)),
      restore: (route) => call('routes.restore', () => routes.restore(route)),
      replace: (route, lifetime) => call('routes.replace', () => routes.replace(route, lifetime)),
      remove: (route) => call('routes.remove', () => routes.remove(route)),
    };
    this.locks = {
      names: () => call('locks.names', () => locks.names()),
      isHeld: (name) => call('locks.isHeld', () => !locks.isFree(name)),
      acquire: (name, deadline, killAfter, victims) =>
        this.#acquire(name, deadline, killAfter, victims),
    };
  }

  namespaceId(): number {
    return NAMESPACE_ID;
  }

  watchAddress(ip: IpAddress, index: number): AddressWatch {
    const { call, wait } = this.runtime;
    const { addresses, addressWatches, links, timeline } = this.#host;
    const watch = call('watchAddress', () => {
      const subscriber = { index, queue: [] };
      const fd = this.#host.descriptors.open(this.pid, () => addressWatches.delete(subscriber));
      addressWatches.add(subscriber);
      return { fd, subscriber, seen: addresses.changes, seenOfLink: links.changesOf(index) };
    });
    const notifications: { local: Uint8Array }[] = watch.subscriber.queue;
    const isOfAddress = ({ local }: { local: Uint8Array }) => sameBytes(local, ip.bytes);
    return {
      isHeld: () => call('watch.isHeld', () => addresses.find(ip, index).length > 0),
      nextEvent: (deadline, receiver) =>
        wait('watch.nextEvent', {
          isOver: () =>
            notifications.some(isOfAddress) ||
            links.changesOf(index) > watch.seenOfLink ||
            this.#hasPacket(receiver) ||
            timeline.now() >= deadline,
          wakeAt: () => deadline,
          // Each is reported once.
          result: () => {
            if (notifications.splice(0).some(isOfAddress)) return 'removed';
            const changed = links.changesOf(index) > watch.seenOfLink;
            watch.seenOfLink = links.changesOf(index);
            if (changed) return 'link-changed';
            return this.#hasPacket(receiver) ? 'packet' : undefined;
          },
        }),
      waitForChange: (deadline) =>
        wait('watch.waitForChange', {
          isOver: () => addresses.changes > watch.seen || timeline.now() >= deadline,
          wakeAt: () => deadline,
          result: () => {
            const changed = addresses.changes > watch.seen;
            watch.seen = addresses.changes;
            return changed;
          },
        }),
      close: () => this.#close('watch.close', watch.fd),
    };
  }

  openReceiver(_etherType: number, index: number): PacketReceiver {
    const { receivers, descriptors } = this.#host;
    const fd = this.runtime.call('openReceiver', () => {
      const opened: number = descriptors.open(this.pid, () => receivers.delete(opened));
      receivers.set(opened, { index, queue: [] });
      return opened;
    });
    return this.adoptReceiver(fd);
  }

  /** The packet socket of an inherited descriptor. */
  adoptReceiver(fd: number): PacketReceiver {
    const { timeline } = this.#host;
    const queue = () => this.#host.receivers.get(fd)?.queue ?? [];
    return {
      fd,
      send: (etherType, index, destination, payload) => {
        const packet = { pid: this.pid, index, etherType, destination, payload };
        if (isAnnouncement(packet)) {
          this.runtime.call('socket.send', () => {
            this.#host.packets.push({ ...packet, at: timeline.elapsed });
          });
        } else {
          this.runtime.call('socket.ask', () => {
            this.#host.questions.push({ ...packet, at: timeline.elapsed });
            this.#host.onQuestion(payload);
          });
        }
      },
      receive: (deadline) =>
        this.runtime.wait('socket.receive', {
          isOver: () => queue().length > 0 || timeline.now() >= deadline,
          wakeAt: () => deadline,
          result: () => {
            const payload = queue().shift();
            return payload && { source: new Uint8Array(6), payload };
          },
        }),
      close: () => this.#close('socket.close', fd),
    };
  }

  joinGroup(group: Uint8Array, index: number): GroupMembership {
    const { groups, descriptors } = this.#host;
    const name = `${index} ${ipAddressFromBytes(group).text}`;
    const fd = this.runtime.call('joinGroup', () => {
      groups.add(name);
      return descriptors.open(this.pid, () => groups.delete(name));
    });
    return { close: () => this.#close('group.close', fd) };
  }

  startInBackground(socket: PacketReceiver, lock: Lock, work: BackgroundWork): void {
    this.runtime.call('startInBackground', () => {
      const child = { pid: this.#host.newPid(), socket: socket.fd, lock: lock.fd, work };
      for (const fd of [child.socket, child.lock]) {
        this.#host.descriptors.inherit(fd, child.pid);
      }
      this.#host.spawned.push(child);
      this.#host.onSpawn(child);
    });
  }

  /** As if /proc/sys were read-only, so that the code puts secondary addresses back itself. */
  setPromotion(): boolean {
    return false;
  }

  forwardsIpv6(_linkName: string): boolean {
    return this.runtime.call('forwardsIpv6', () => this.#host.forwardsIpv6);
  }

  openConnections(): ConnectionTable {
    const { call } = this.runtime;
    const { connections, descriptors } = this.#host;
    const fd = call('openConnections', () => descriptors.open(this.pid));
    return {
      of: (ip, end) => call('connections.of', () => connections.of(ip, end)),
      destroy: (one) => call('connections.destroy', () => connections.destroy(one)),
      close: () => this.#close('connections.close', fd),
    };
  }

  flushRouteCache(family: Family): void {
    this.runtime.call('flushRouteCache', () => {
      this.#host.flushedRouteCaches.push(family);
    });
  }

  /** The lock of an inherited descriptor. */
  adoptLock(fd: number): Lock {
    const { call } = this.runtime;
    const { locks, descriptors } = this.#host;
    return {
      fd,
      advertise: (role) => call('lock.advertise', () => locks.advertise(fd, this.pid, role)),
      withdraw: () => call('lock.withdraw', () => locks.withdraw(fd, this.pid)),
      release: () => call('lock.release', () => locks.release(fd, this.pid)),
      handOver: () => call('lock.handOver', () => descriptors.close(fd, this.pid)),
    };
  }

  #acquire(
    name: string,
    deadline: number,
    killAfter = Number.POSITIVE_INFINITY,
    victims: Victims = 'any',
  ): Lock | undefined {
    const host = this.#host;
    const { locks, timeline } = host;
    const victim = () =>
      timeline.now() >= killAfter && timeline.now() < deadline
        ? locks.advertisedHolder(name, victims)
        : undefined;
    const fd = this.runtime.wait(`locks.acquire ${name}`, {
      isOver: () => locks.isFree(name) || timeline.now() >= deadline || victim() !== undefined,
      wakeAt: () => (timeline.now() < killAfter ? Math.min(deadline, killAfter) : deadline),
      result: () => {
        const pid = locks.isFree(name) ? undefined : victim();
        if (pid !== undefined) host.kill(pid);
        if (!locks.isFree(name)) return undefined;
        this.#noteOrder(name);
        return locks.take(name, this.pid);
      },
    });
    return fd === undefined ? undefined : this.adoptLock(fd);
  }

  /** Records a violation of LOCK_ORDER. An exception could be caught by the action. */
  #noteOrder(name: string): void {
    const { locks, lockOrderViolations } = this.#host;
    for (const held of locks.heldBy(this.pid)) {
      if (rankOf(held) >= rankOf(name)) lockOrderViolations.push(`${name} after ${held}`);
    }
  }

  #watchLinks(): ReturnType<Kernel['links']['watch']> {
    const { links, timeline, descriptors } = this.#host;
    const watch = this.runtime.call('links.watch', () => ({
      fd: descriptors.open(this.pid),
      seen: links.changes,
    }));
    return {
      waitForChange: (deadline) =>
        this.runtime.wait('links.waitForChange', {
          isOver: () => links.changes > watch.seen || timeline.now() >= deadline,
          wakeAt: () => deadline,
          result: () => {
            const changed = links.changes > watch.seen;
            watch.seen = links.changes;
            return changed;
          },
        }),
      close: () => this.#close('links.watch.close', watch.fd),
    };
  }

  #hasPacket(receiver: PacketReceiver | undefined): boolean {
    return receiver !== undefined && (this.#host.receivers.get(receiver.fd)?.queue.length ?? 0) > 0;
  }

  #close(name: string, fd: number): void {
    this.runtime.call(name, () => this.#host.descriptors.close(fd, this.pid));
  }
}

/** Gratuitous ARP and unsolicited advertisements, unlike questions to peers and probes. */
function isAnnouncement({ etherType, payload }: { etherType: number; payload: Uint8Array }) {
  if (etherType !== ETH_P_ARP) return payload[40] === ND_NEIGHBOR_ADVERT;
  const { senderProtocolAddress, targetProtocolAddress } = decodeArp(payload);
  return sameBytes(senderProtocolAddress, targetProtocolAddress);
}

/** Index in LOCK_ORDER. */
function rankOf(name: string): number {
  return LOCK_ORDER.findIndex((suffix) => name.endsWith(suffix));
}

function until(timeline: { now(): number }, deadline: number): Waiting<void> {
  return { isOver: () => timeline.now() >= deadline, wakeAt: () => deadline, result: () => {} };
}
