/** One round of an announcement, with the hardware address that its link has now. */

import type { Kernel } from '../linux/kernel.ts';
import type { ArpType } from '../ocf/request.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { type IpAddress, sameBytes } from '../wire/ip-address.ts';
import { roundOf } from './neighbours.ts';
import type { Packet } from './packet.ts';
import { PacketSource } from './rounds.ts';

export interface RoundPlan {
  readonly ip: IpAddress;
  readonly link: Link;
  readonly type: ArpType;
  /** The hardware address to tell of, where it is not the link's own. */
  readonly holder?: Uint8Array | undefined;
}

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
    this.#packets = this.#packetsOn(plan.link);
  }

  packets(): readonly Packet[] {
    return this.#packets;
  }

  /** Interface index. */
  index(): number {
    return this.#plan.link.index;
  }

  /**
   * Asks for the link as it is now: a bond with fail_over_mac, or a port that was replaced, has another
   * hardware address than before. Whether it has; an address that hosts share keeps its own.
   */
  follow(): boolean {
    if (this.#plan.holder) return false;
    const link = this.#kernel.links.byIndex(this.index());
    if (!link || sameBytes(link.address, this.#hardwareAddress)) return false;
    this.#hardwareAddress = link.address;
    this.#packets = this.#packetsOn(link);
    return true;
  }

  #packetsOn(link: Link): readonly Packet[] {
    const { ip, type, holder } = this.#plan;
    return roundOf(this.#kernel, link, ip, type, holder);
  }
}
