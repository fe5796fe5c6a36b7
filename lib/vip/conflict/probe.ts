/** The question whether another host has an address. No neighbour changes its cache because of it. */
import type { Kernel } from '../../linux/kernel.ts';
import { ARP_REQUEST, encodeArp } from '../../wire/arp.ts';
import { ETH_P_ARP } from '../../wire/ethernet.ts';
import { IFA_F_DADFAILED, IFA_F_TENTATIVE, RT_SCOPE_LINK } from '../../wire/ifaddrmsg.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import { type IpAddress, sameBytes } from '../../wire/ip-address.ts';
import { solicitation } from '../announce/neighbor-packet.ts';
import type { Packet } from '../announce/packet.ts';

/** Where probes come from. */
export interface ProbeSource {
  readonly link: Link;
  /** IPv6: a link-local address of the link. */
  readonly linkLocal: Uint8Array | undefined;
}

/** @param ip the address whose owner is sought: it is not used as the source */
export function probeSource(kernel: Kernel, link: Link, ip: IpAddress): ProbeSource {
  const linkLocal = ip.family === 'inet6' ? linkLocalAddress(kernel, link, ip) : undefined;
  return { link, linkLocal };
}

/**
 * IPv4: an ARP Probe (RFC 5227 section 1.1). Its sender protocol address is zero, so that no ARP cache is updated.
 *
 * IPv6: a Neighbor Solicitation from a link-local address. The solicitation of RFC 4862 section 5.4.2, with the
 * unspecified address as its source, is not used: the owner answers it to all nodes with the Override flag, and
 * the neighbours turn to it. Undefined without a link-local address.
 *
 * @param destination a hardware address; by default all hosts, or the solicited-node group
 */
export function probe(
  { link, linkLocal }: ProbeSource,
  target: Uint8Array,
  destination?: Uint8Array,
): Packet | undefined {
  if (target.length === 4) {
    const payload = encodeArp({
      hardwareType: link.hardwareType,
      operation: ARP_REQUEST,
      senderHardwareAddress: link.address,
      senderProtocolAddress: new Uint8Array(4),
      targetHardwareAddress: new Uint8Array(link.address.length),
      targetProtocolAddress: target,
    });
    return { etherType: ETH_P_ARP, destination: destination ?? link.broadcast, payload };
  }
  return linkLocal && solicitation(link, linkLocal, target, destination);
}

/** A link-local address that the kernel uses, and that is not `ip`. */
function linkLocalAddress(kernel: Kernel, { index }: Link, ip: IpAddress): Uint8Array | undefined {
  const entry = kernel.addresses
    .onLink('inet6', index)
    .find(
      ({ scope, flags, local }) =>
        scope === RT_SCOPE_LINK &&
        (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) === 0 &&
        !sameBytes(local, ip.bytes),
    );
  return entry?.local;
}
