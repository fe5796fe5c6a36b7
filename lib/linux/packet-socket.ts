/** AF_PACKET sockets of kind SOCK_DGRAM: the kernel writes and reads the link-layer header. */
import { AF_PACKET, decodeSockaddrLl, encodeSockaddrLl } from '../wire/sockaddr.ts';
import type { Clock } from './clock.ts';
import { PacketReceiver, type ReceivedPacket } from './kernel.ts';
import { linkName } from './link-name.ts';
import { waitReadable } from './poll.ts';
import { check } from './system-error.ts';

const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const SOCKADDR_LL_MAX = 32;
/** More than any ARP packet; what is longer is cut off and will not decode. */
const BUFFER_LENGTH = 2048;

export class PacketSocket extends PacketReceiver {
  /** A socket that only sends: protocol 0 receives nothing. */
  static forSending(): PacketSocket {
    return new PacketSocket(openPacketSocket(0));
  }

  /** A socket that receives one EtherType on one interface, from now on. */
  static forReceiving(etherType: number, index: number): PacketSocket {
    const socket = new PacketSocket(openPacketSocket(0));
    const address = encodeSockaddrLl({
      protocol: etherType,
      index,
      address: new Uint8Array(0),
    });
    check('bind AF_PACKET', sys_bind(socket.fd, address));
    return socket;
  }

  /** Throws SystemError; ENOBUFS and ENETDOWN mean that the packet never left the host. */
  send(etherType: number, index: number, destination: Uint8Array, payload: Uint8Array): void {
    const address = encodeSockaddrLl({ protocol: etherType, index, address: destination });
    check(() => `sendto AF_PACKET on ${linkName(index)}`, sys_sendto(this.fd, payload, 0, address));
  }

  /** The next packet, or undefined when `deadline` (clock.now()) comes first. */
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

function openPacketSocket(protocol: number): number {
  return check('socket AF_PACKET', sys_socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, protocol));
}
