/** Access to the kernel, in the network namespace of the process. */
import type { Family, IpAddress } from '../wire/ip-address.ts';
import { AddressLabels } from './address-labels.ts';
import { NotifiedAddressWatch } from './address-watch.ts';
import { Addresses } from './addresses.ts';
import { runInBackground } from './background.ts';
import { systemClock } from './clock.ts';
import { Connections } from './connections.ts';
import { HostGroupMembership } from './group-membership.ts';
import type {
  AddressWatch,
  BackgroundWork,
  ConnectionTable,
  GroupMembership,
  Kernel,
  Lock,
  PacketReceiver,
} from './kernel.ts';
import { Links } from './links.ts';
import { networkNamespaceId } from './namespace.ts';
import { Neighbours } from './neighbours.ts';
import { NetlinkSocket } from './netlink-socket.ts';
import { PacketSocket } from './packet-socket.ts';
import { flushRouteCache } from './route-cache.ts';
import { Routes } from './routes.ts';
import { StateDirectory, StateMarks } from './state-directory.ts';
import { StateRecords } from './state-records.ts';
import { forwardsIpv6, setPromotion } from './sysctl.ts';
import type { SystemError } from './system-error.ts';

/** The name of a background process, in /proc/PID/comm. */
const BACKGROUND_NAME = 'announcer';

/**
 * @param stateDirectory HA_RSCTMP
 * @param onUnwritable called at most once, with the reason why files cannot be created, or the directory read
 */
export function openHost(
  stateDirectory: string,
  onUnwritable: (error: SystemError) => void,
): Kernel {
  const clock = systemClock;
  const netlink = new NetlinkSocket();
  const addresses = new Addresses(netlink);
  const state = new StateDirectory(stateDirectory, clock, onUnwritable);
  let namespaceId: number | undefined;
  return {
    addresses,
    addressLabels: new AddressLabels(netlink),
    links: new Links(netlink, clock),
    routes: new Routes(netlink),
    clock,
    locks: state,
    marks: new StateMarks(state),
    records: new StateRecords(state),
    neighbours: new Neighbours(netlink),
    namespaceId: () => {
      namespaceId ??= networkNamespaceId();
      return namespaceId;
    },
    watchAddress: (ip: IpAddress, index: number): AddressWatch =>
      new NotifiedAddressWatch(ip, index, addresses, clock),
    openReceiver: (etherType: number, index: number, filter?: Uint8Array): PacketReceiver =>
      PacketSocket.forReceiving(etherType, index, filter),
    joinGroup: (group: Uint8Array, index: number): GroupMembership =>
      new HostGroupMembership(group, index),
    startInBackground: (socket: PacketReceiver, lock: Lock, work: BackgroundWork) =>
      runInBackground(BACKGROUND_NAME, [socket.fd, lock.fd], () =>
        // Two processes with one netlink socket would receive each other's answers.
        work(openHost(stateDirectory, onUnwritable), socket, lock),
      ),
    openConnections: (): ConnectionTable => new Connections(),
    flushRouteCache: (family: Family) => flushRouteCache(netlink, family),
    forwardsIpv6: (linkName: string) => forwardsIpv6(linkName),
    setPromotion: (linkName: string, on: boolean) => setPromotion(linkName, on),
  };
}
