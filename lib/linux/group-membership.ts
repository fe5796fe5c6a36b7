/**
 * Membership in an IPv6 multicast group: the interface's filter lets its frames through, and the kernel reports the
 * membership to routers and to the switches that listen for it (MLD, RFC 4541).
 */

import { concatenate, putU32 } from '../wire/octets.ts';
import { AF_INET6, SOCK_CLOEXEC, SOCK_DGRAM } from '../wire/socket.ts';
import { GroupMembership } from './kernel.ts';
import { linkName } from './links.ts';
import { check } from './system-error.ts';

/** linux/in6.h */
const IPPROTO_IPV6 = 41;
const IPV6_JOIN_GROUP = 20;

/** A socket that receives nothing; the kernel leaves the group when it is closed. */
export class HostGroupMembership extends GroupMembership {
  readonly #fd: number;

  /** @throws SystemError */
  constructor(group: Uint8Array, index: number) {
    super();
    this.#fd = check('socket AF_INET6', sys_socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    try {
      const request = encodeIpv6Mreq(group, index);
      check(
        () => `setsockopt IPV6_JOIN_GROUP on ${linkName(index)}`,
        sys_setsockopt(this.#fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, request),
      );
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    sys_close(this.#fd);
  }
}

/** struct ipv6_mreq (linux/in6.h): the group, 16 octets, and the interface index in host byte order. */
function encodeIpv6Mreq(group: Uint8Array, index: number): Uint8Array {
  const number = new Uint8Array(4);
  putU32(number, 0, index);
  return concatenate(group, number);
}
