import type { Kernel, PacketReceiver } from '../../linux/kernel.ts';
import { ETH_P_ARP, ETH_P_IPV6 } from '../../wire/ethernet.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { arpFilter, neighborAdvertisementFilter } from '../../wire/packet-filter.ts';

/** A socket that sends, and that receives the packets that heardFrom understands and that concern the address. */
export function openListener(kernel: Kernel, ip: IpAddress, link: Link): PacketReceiver {
  return ip.family === 'inet'
    ? kernel.openReceiver(ETH_P_ARP, link.index, arpFilter(ip.bytes, link.address.length))
    : kernel.openReceiver(ETH_P_IPV6, link.index, neighborAdvertisementFilter());
}
