/** The packets of one announcement round, for IPv4 and IPv6. */

import type { ArpType } from '../../../build/names.ts';
import type { Kernel } from '../../linux/kernel.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { linkState } from '../link/link-state.ts';
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
  #state: string;
  #packets: readonly Packet[];

  constructor(kernel: Kernel, plan: RoundPlan) {
    super();
    this.#kernel = kernel;
    this.#plan = plan;
    this.#state = linkState(kernel, plan.link);
    this.#packets = packetsOf(kernel, plan);
  }

  packets(): readonly Packet[] {
    return this.#packets;
  }

  /** Interface index. */
  index(): number {
    return this.#plan.link.index;
  }

  /** See lib/vip/link/link-state.ts. */
  linkState(): string {
    return this.#state;
  }

  /**
   * Reads the link again. Returns whether the address must be announced again: the carrier is back, the hardware
   * address has changed (that of a bond with fail_over_mac changes with its active port), or the active port has.
   * The packets of a shared address keep the shared hardware address.
   */
  follow(): boolean {
    const { ip, type, announcedMac } = this.#plan;
    const link: Link | undefined = this.#kernel.links.byIndex(this.index());
    if (!link) return false;
    const state = linkState(this.#kernel, link);
    if (state === this.#state) return false;
    this.#state = state;
    this.#packets = packetsOf(this.#kernel, { ip, link, type, announcedMac });
    return true;
  }
}
