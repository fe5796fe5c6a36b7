/** AF_PACKET sockets of type SOCK_DGRAM: the kernel adds and removes the link-layer header (packet(7)). */
import { decodeSockaddrLl, encodeSockaddrLl } from '../wire/sockaddr.ts';
import { AF_PACKET, SOCK_CLOEXEC, SOCK_DGRAM } from '../wire/socket.ts';
import type { Clock } from './clock.ts';
import { PacketReceiver, type ReceivedPacket } from './kernel.ts';
import { linkName } from './links.ts';
import { waitReadable } from './poll.ts';
import { check } from './system-error.ts';

/** The length of struct sockaddr_ll with a hardware address of 20 octets (InfiniBand). */
const SOCKADDR_LL_MAX = 32;
/** In octets; longer than any ARP packet. The kernel truncates longer packets. */
const BUFFER_LENGTH = 2048;

export class PacketSocket extends PacketReceiver {
  /** A socket that only sends. */
  static forSending(): PacketSocket {
    // Protocol 0 receives nothing.
    const type = SOCK_DGRAM | SOCK_CLOEXEC;
    return new PacketSocket(check('socket AF_PACKET', sys_socket(AF_PACKET, type, 0)));
  }

  /**
   * A socket that receives one EtherType on one interface.
   * @param filter a program of lib/wire/packet-filter.ts
   */
  static forReceiving(etherType: number, index: number, filter?: Uint8Array): PacketSocket {
    const socket = PacketSocket.forSending();
    // Before bind(2), so that no other packet is queued.
    if (filter) check('setsockopt SO_ATTACH_FILTER', sys_attach_filter(socket.fd, filter));
    const address = encodeSockaddrLl({
      protocol: etherType,
      index,
      address: new Uint8Array(0),
    });
    check('bind AF_PACKET', sys_bind(socket.fd, address));
    return socket;
  }

  /** @throws SystemError; ENOBUFS and ENETDOWN mean that the packet was not sent */
  send(etherType: number, index: number, destination: Uint8Array, payload: Uint8Array): void {
    const address = encodeSockaddrLl({ protocol: etherType, index, address: destination });
    check(() => `sendto AF_PACKET on ${linkName(index)}`, sys_sendto(this.fd, payload, 0, address));
  }

  /** Receives the next packet; undefined if `deadline` (clock.now()) comes first. */
  receive(deadline: number, clock: Clock): ReceivedPacket | undefined {
    if (!waitReadable(this.fd, deadline, clock)) return undefined;
    const buffer = new Uint8Array(BUFFER_LENGTH);
    const source = new Uint8Array(SOCKADDR_LL_MAX);
    const length = check('recvfrom AF_PACKET', sys_recvfrom(this.fd, buffer, 0, source));
    return { source: decodeSockaddrLl(source).address, payload: buffer.subarray(0, length) };
  }

  close(): void {
    sys_close(this.fd);
  }
}
