/** ICMP echo requests from an address of this host (icmp(7): net.ipv4.ping_group_range must permit it). */
import { parseIpAddress } from '../../lib/linux/ip-text.ts';
import { check } from '../../lib/linux/system-error.ts';

const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_DGRAM = 2;
const MSG_DONTWAIT = 0x40;
const IPPROTO_ICMP = 1;
const IPPROTO_ICMPV6 = 58;
const ECHO_REQUEST = 8;
const ECHO_REPLY = 0;
const ECHO_REQUEST6 = 128;
const ECHO_REPLY6 = 129;
/** Type 1, code 1, checksum 2, identifier 2, number 2; the kernel sets checksum and identifier. */
const ECHO_LENGTH = 8;

/** Empty buffer for the source address, which is not used. */
const NO_SOURCE = new Uint8Array(0);

function socketAddress(text: string): Uint8Array {
  const ip = parseIpAddress(text);
  if (!ip) throw new Error(`${text} is not an IP address`);
  // sockaddr_in: family 2, port 2, address 4, padding 8; sockaddr_in6: flow 4, address 16, scope 4 instead.
  const isIpv6 = ip.bytes.length > 4;
  const bytes = new Uint8Array(isIpv6 ? 28 : 16);
  new DataView(bytes.buffer).setUint16(0, isIpv6 ? AF_INET6 : AF_INET, true);
  bytes.set(ip.bytes, isIpv6 ? 8 : 4);
  return bytes;
}

export class EchoSocket {
  readonly #fd: number;
  readonly #isIpv6: boolean;
  #answers = 0;

  constructor(client: string) {
    this.#isIpv6 = client.includes(':');
    this.#fd = this.#isIpv6
      ? check('socket', sys_socket(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6))
      : check('socket', sys_socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP));
    const address = socketAddress(client);
    check('bind', sys_bind(this.#fd, address));
  }

  sendRequest(address: string): void {
    const request = new Uint8Array(ECHO_LENGTH);
    request[0] = this.#isIpv6 ? ECHO_REQUEST6 : ECHO_REQUEST;
    const to = socketAddress(address);
    // A request that cannot be sent counts as unanswered.
    sys_sendto(this.#fd, request, 0, to);
  }

  /** Number of answers received so far. */
  answers(): number {
    const buffer = new Uint8Array(256);
    const reply = this.#isIpv6 ? ECHO_REPLY6 : ECHO_REPLY;
    while (sys_recvfrom(this.#fd, buffer, MSG_DONTWAIT, NO_SOURCE) > 0) {
      if (buffer[0] === reply) this.#answers++;
    }
    return this.#answers;
  }

  /** Closes the socket, and returns the number of answers. */
  close(): number {
    const answers = this.answers();
    sys_close(this.#fd);
    return answers;
  }
}
