import { constants } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseIpAddress } from '../../../lib/linux/ip-text.ts';
import { Neighbours } from '../../../lib/linux/neighbours.ts';
import { NetlinkSocket } from '../../../lib/linux/netlink-socket.ts';
import type { IpAddress } from '../../../lib/wire/ip-address.ts';
import { encodeNetlink } from '../../../lib/wire/netlink.ts';
import { getS32, getU32 } from '../../../lib/wire/octets.ts';
import { bytesOf, hex } from '../support/fields.ts';
import { INCOMPLETE, IPV6, REACHABLE, REQUEST } from '../wire/golden/ndmsg.ts';

const RTM_NEWNEIGH = 28;
const NLMSG_ERROR = 2;
/** Of nlmsghdr. */
const HEADER = 16;

function ip(text: string): IpAddress {
  const parsed = parseIpAddress(text);
  if (!parsed) throw new Error(`${text} is no address`);
  return parsed;
}
const GATEWAY = ip('192.0.2.1');

let netlink: NetlinkSocket;
let neighbours: Neighbours;
beforeEach(() => {
  netlink = new NetlinkSocket();
  neighbours = new Neighbours(netlink);
});
afterEach(() => {
  vi.unstubAllGlobals();
  netlink.close();
});

/** The kernel's answer, in place of entries on this machine. Returns the requests. */
function answering(neighbour?: Uint8Array, error: keyof typeof constants.errno | 0 = 0) {
  const requests: Uint8Array[] = [];
  let queue: Uint8Array[] = [];
  vi.stubGlobal('sys_sendto', ((_, data) => {
    requests.push(data.slice());
    const seq = getU32(data, 8);
    const ack = new Uint8Array(20);
    new DataView(ack.buffer).setInt32(0, error === 0 ? 0 : -constants.errno[error], true);
    ack.set(data.subarray(0, HEADER), 4);
    queue = [
      ...(neighbour ? [encodeNetlink({ type: RTM_NEWNEIGH, flags: 0, seq }, neighbour)] : []),
      encodeNetlink({ type: NLMSG_ERROR, flags: 0x100, seq }, ack),
    ];
    return data.length;
  }) satisfies typeof sys_sendto);
  vi.stubGlobal('sys_recvfrom', ((_, data, __, sender) => {
    const datagram = queue.shift() ?? hex('');
    data.set(datagram);
    sender.fill(0);
    return datagram.length;
  }) satisfies typeof sys_recvfrom);
  return requests;
}

describe('Neighbours', () => {
  it('asks for one neighbour of an interface', () => {
    const [request] = [answering(bytesOf(REACHABLE))].flatMap((requests) => {
      neighbours.hardwareAddress(GATEWAY, 3);
      return requests;
    });
    expect(request?.subarray(HEADER)).toEqual(bytesOf(REQUEST));
    expect(request?.subarray(4, 8)).toEqual(hex('1e00 0500')); // RTM_GETNEIGH, NLM_F_REQUEST | NLM_F_ACK
  });

  it.each<[string, IpAddress, Uint8Array, string | undefined]>([
    ['IPv4', GATEWAY, bytesOf(REACHABLE), '020000000001'],
    ['IPv6', ip('fe80::1'), bytesOf(IPV6), '020000000001'],
    ['one that has not answered', GATEWAY, bytesOf(INCOMPLETE), undefined],
  ])('returns the hardware address of %s', (_, peer, answer, expected) => {
    answering(answer);
    expect(neighbours.hardwareAddress(peer, 3)?.toHex()).toBe(expected);
  });

  it.each(['ENOENT', 'ENODEV', 'EINVAL', 'EOPNOTSUPP'] as const)('%s: no entry', (code) => {
    answering(undefined, code);
    expect(neighbours.hardwareAddress(GATEWAY, 3)).toBeUndefined();
  });

  it('throws any other error', () => {
    answering(undefined, 'EPERM');
    expect(() => neighbours.hardwareAddress(GATEWAY, 3)).toThrow('RTM_GETNEIGH: EPERM');
  });

  it.each([
    ['192.0.2.1', 1, 'ENOENT'],
    ['2001:db8::1', 1, 'ENOENT'],
    ['192.0.2.1', 0x7fffffff, 'ENODEV'],
  ] as const)(
    'the kernel understands the request for %s on interface %d: %s',
    (text, index, code) => {
      const errors: number[] = [];
      const recvfrom = sys_recvfrom;
      vi.stubGlobal('sys_recvfrom', ((fd, data, flags, sender) => {
        const length = recvfrom(fd, data, flags, sender);
        errors.push(-getS32(data, HEADER));
        return length;
      }) satisfies typeof sys_recvfrom);
      expect(neighbours.hardwareAddress(ip(text), index)).toBeUndefined();
      expect(errors).toEqual([constants.errno[code]]);
    },
  );
});
