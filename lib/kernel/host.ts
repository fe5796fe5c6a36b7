/** The kernel of this host, in the network namespace that the process is in. */
import type { Family, IpAddress } from '../wire/ip-address.ts';
import { AddressLabels } from './address-labels.ts';
import { AddressWatch } from './address-watch.ts';
import { Addresses } from './addresses.ts';
import { startInBackground } from './background.ts';
import { systemClock } from './clock.ts';
import { forwardsIpv6 } from './forwarding.ts';
import { Links } from './links.ts';
import { networkNamespaceId } from './namespace.ts';
import { NetlinkSocket } from './netlink-socket.ts';
import { PacketSocket } from './packet-socket.ts';
import { setPromotion } from './promote-secondaries.ts';
import { flushRouteCache } from './route-cache.ts';
import { Routes } from './routes.ts';
import { StateDirectory } from './state-directory.ts';

/**
 * @param stateDirectory HA_RSCTMP
 * @param onUnwritable told, once, why there can be no locks
 */
export function openHost(stateDirectory: string, onUnwritable: (error: Error) => void = () => {}) {
  const clock = systemClock;
  const netlink = new NetlinkSocket();
  const addresses = new Addresses(netlink);
  let namespaceId: number | undefined;
  const state = new StateDirectory(stateDirectory, clock, onUnwritable);
  return {
    addresses,
    addressLabels: new AddressLabels(netlink),
    links: new Links(netlink, clock),
    routes: new Routes(netlink),
    clock,
    locks: state,
    marks: {
      set: (name: string) => state.set(name),
      names: (prefix: string) => state.marks(prefix),
      clear: (name: string) => state.clear(name),
    },
    get namespaceId() {
      namespaceId ??= networkNamespaceId();
      return namespaceId;
    },
    watchAddress: (ip: IpAddress, index: number) => new AddressWatch(ip, index, addresses, clock),
    openSender: () => PacketSocket.forSending(),
    openReceiver: (etherType: number, index: number) => PacketSocket.forReceiving(etherType, index),
    startInBackground,
    flushRouteCache: (family: Family) => flushRouteCache(netlink, family),
    forwardsIpv6,
    setPromotion,
  };
}
