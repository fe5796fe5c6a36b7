/** The packets of one announcement round, for IPv4 and IPv6. */

import type { ArpType } from '../../../build/names.ts';
import type { Kernel } from '../../linux/kernel.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import { type IpAddress, sameBytes } from '../../wire/ip-address.ts';
import { gratuitousArp } from './gratuitous-arp.ts';
import type { Packet } from './packet.ts';
import { PacketSource } from './rounds.ts';
import { unsolicitedAdvertisement } from './unsolicited-advertisement.ts';

/** The address to announce, the link, and the packets. */
export interface RoundPlan {
  readonly ip: IpAddress;
  readonly link: Link;
  /** IPv4: the packets of a round (arp_type). */
  readonly type: ArpType;
  /** The hardware address to announce, if it is not the link's own. */
  readonly announcedMac?: Uint8Array | undefined;
}

export function packetsOf(kernel: Kernel, { ip, link, type, announcedMac }: RoundPlan): Packet[] {
  return ip.family === 'inet'
    ? gratuitousArp(link, ip, type, announcedMac)
    : unsolicitedAdvertisement(link, ip, kernel.forwardsIpv6(link.name), announcedMac);
}

/** One announcement round, with the current hardware address of its link. */
export class Round extends PacketSource {
  readonly #kernel: Kernel;
  readonly #plan: RoundPlan;
  #hardwareAddress: Uint8Array;
  #packets: readonly Packet[];

  constructor(kernel: Kernel, plan: RoundPlan) {
    super();
    this.#kernel = kernel;
    this.#plan = plan;
    this.#hardwareAddress = plan.link.address;
    this.#packets = packetsOf(kernel, plan);
  }

  packets(): readonly Packet[] {
    return this.#packets;
  }

  /** Interface index. */
  index(): number {
    return this.#plan.link.index;
  }

  /**
   * Reads the link again: the hardware address of a bond with fail_over_mac changes with its active port. Returns
   * whether the packets have changed. The packets of a shared address keep the shared hardware address.
   */
  follow(): boolean {
    const { ip, type, announcedMac } = this.#plan;
    if (announcedMac) return false;
    const link: Link | undefined = this.#kernel.links.byIndex(this.index());
    if (!link || sameBytes(link.address, this.#hardwareAddress)) return false;
    this.#hardwareAddress = link.address;
    this.#packets = packetsOf(this.#kernel, { ip, link, type });
    return true;
  }
}
