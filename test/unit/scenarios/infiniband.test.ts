/**
 * IP over InfiniBand (RFC 4391), without an adapter: from the octets in which the kernel reports the link to the
 * arguments of sendto(2). Hardware addresses have 20 octets.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { explain } from '../../../lib/actions/explain.ts';
import { start } from '../../../lib/actions/start.ts';
import type { PacketReceiver } from '../../../lib/linux/kernel.ts';
import { PacketSocket } from '../../../lib/linux/packet-socket.ts';
import { decodeLink } from '../../../lib/wire/ifinfomsg.ts';
import { contextOf, MemoryLog, outcomeOfAction, type Parameters } from '../support/actions.ts';
import { runBackground } from '../support/background.ts';
import { FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { ascii, bytesOf, hex } from '../support/fields.ts';

const VIP = '10.0.0.10';

/** Flags and queue pair number (4), and a GID (16). */
const OWN = '80 00 00 48 fe 80 00 00 00 00 00 00 00 02 c9 03 00 0a bc 01';
const OTHER_HOST = '80 00 00 49 fe 80 00 00 00 00 00 00 00 02 c9 03 00 0a bc 02';
const UNKNOWN = '00 '.repeat(20);
/** The multicast GID of all hosts of the partition 0xffff. */
const BROADCAST = '00 ff ff ff ff 12 40 1b ff ff 00 00 00 00 00 00 ff ff ff ff';

const RTM_NEWLINK = bytesOf({
  ifi_family: '00',
  padding: '00',
  ifi_type: '20 00', // ARPHRD_INFINIBAND
  ifi_index: '01 00 00 00',
  ifi_flags: '43 10 01 00', // IFF_UP, IFF_BROADCAST, IFF_RUNNING, IFF_MULTICAST, IFF_LOWER_UP
  ifi_change: '00 00 00 00',
  IFLA_IFNAME: `08 00 03 00 ${ascii('ib0\0')}`,
  IFLA_OPERSTATE: '05 00 10 00 06 00 00 00', // IF_OPER_UP
  IFLA_ADDRESS: `18 00 01 00 ${OWN}`,
  IFLA_BROADCAST: `18 00 02 00 ${BROADCAST}`,
});

const ARP = { ar$hrd: '00 20', ar$pro: '08 00', ar$hln: '14', ar$pln: '04' };
const ADDRESS = '0a 00 00 0a';
const REQUEST = bytesOf({
  ...ARP,
  ar$op: '00 01',
  ar$sha: OWN,
  ar$spa: ADDRESS,
  ar$tha: UNKNOWN,
  ar$tpa: ADDRESS,
});
const REPLY = bytesOf({
  ...ARP,
  ar$op: '00 02',
  ar$sha: OWN,
  ar$spa: ADDRESS,
  ar$tha: OWN,
  ar$tpa: ADDRESS,
});
const PROBE = bytesOf({
  ...ARP,
  ar$op: '00 01',
  ar$sha: OWN,
  ar$spa: '00 00 00 00',
  ar$tha: UNKNOWN,
  ar$tpa: ADDRESS,
});

const TO_BROADCAST = {
  sll_family: '11 00', // AF_PACKET
  sll_protocol: '08 06', // ARP
  sll_ifindex: '01 00 00 00',
  sll_hatype: '00 00',
  sll_pkttype: '00',
  sll_halen: '14', // 20
  sll_addr: BROADCAST,
};
const SOCKADDR_LL = bytesOf(TO_BROADCAST);

const IPV6 = '20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10';
const ALL_NODES = 'ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 01';
const ADVERTISEMENT = bytesOf({
  'version, traffic class, flow label': '60 00 00 00',
  'payload length': '00 30', // 48
  'next header': '3a', // ICMPv6
  'hop limit': 'ff',
  source: IPV6,
  destination: ALL_NODES,
  type: '88',
  code: '00',
  checksum: 'f7 20',
  flags: '20 00 00 00', // Override
  target: IPV6,
  'option: target link-layer address': '02 03', // 24 octets
  'padding of RFC 4391 section 9.3': '00 00',
  address: OWN,
});
const TO_ALL_NODES = bytesOf({
  ...TO_BROADCAST,
  sll_protocol: '86 dd', // IPv6
  // Scope and partition key of the broadcast address, signature of IPv6, end of the group.
  sll_addr: '00 ff ff ff ff 12 60 1b ff ff 00 00 00 00 00 00 00 00 00 01',
});

/** Sends by the packet socket of lib/linux; the test replaces sendto(2). */
class KernelWithSocket extends FakeKernel {
  override adoptReceiver(fd: number): PacketReceiver {
    const { close, receive } = super.adoptReceiver(fd);
    const socket = new PacketSocket(fd);
    return { fd, send: socket.send.bind(socket), receive, close };
  }
}

let host: FakeHost;
let sent: { readonly payload: Uint8Array; readonly to: Uint8Array }[];
beforeEach(() => {
  host = new FakeHost();
  const { name, hardwareType, address, broadcast } = decodeLink(RTM_NEWLINK);
  host.addLink(name, { device: { hardwareType, address, broadcast } });
  host.addAddress(name, '10.0.0.1/24');
  sent = [];
  const sendto: typeof sys_sendto = (_fd, payload, _flags, to) => {
    sent.push({ payload: payload.slice(), to: to.slice() });
    return payload.length;
  };
  vi.stubGlobal('sys_sendto', sendto);
});
afterEach(() => vi.unstubAllGlobals());

const log = new MemoryLog();
const startIt = (parameters: Parameters = {}) =>
  outcomeOfAction(
    start,
    contextOf(new KernelWithSocket(host), { ip: VIP, ...parameters }, { log }),
  );

describe('on InfiniBand', () => {
  it('start broadcasts an ARP Probe, a request and a reply', () => {
    expect(startIt({ arp_count: 1 })).toEqual({ status: 0 });
    expect(host.addressesOf('ib0')).toContain(`${VIP}/24 secondary`);
    expect(sent).toEqual([
      { payload: PROBE, to: SOCKADDR_LL },
      { payload: REQUEST, to: SOCKADDR_LL },
      { payload: REPLY, to: SOCKADDR_LL },
    ]);
  });

  it('the later rounds are the same', () => {
    startIt({ arp_count: 2, arp_type: 'reply' });
    runBackground(host);
    expect(sent.slice(1)).toEqual([{ payload: REPLY, to: SOCKADDR_LL }]);
    expect(host.packets).toMatchObject([{ payload: REPLY, destination: hex(BROADCAST) }]);
  });

  it('start of an IPv6 address sends an advertisement to all nodes', () => {
    const parameters = { ip: '2001:db8::10/64', nic: 'ib0', nodad: true, arp_count: 1 };
    expect(startIt(parameters)).toEqual({ status: 0 });
    expect(sent).toEqual([{ payload: ADVERTISEMENT, to: TO_ALL_NODES }]);
  });

  it('run_arping broadcasts ARP Probes', () => {
    expect(startIt({ run_arping: true, arp_count: 1, arp_type: 'request' })).toEqual({ status: 0 });
    const probe = { payload: PROBE, to: SOCKADDR_LL };
    // The last one is that of the announcer.
    expect(sent).toEqual([probe, probe, probe, probe, { payload: REQUEST, to: SOCKADDR_LL }]);
  });

  it('run_arping compares the whole hardware address of a packet with its own', () => {
    const answer = (sender: string) =>
      bytesOf({ ...ARP, op: '00 02', sha: sender, spa: ADDRESS, tha: OWN, tpa: '00 00 00 00' });
    host.timeline.at(10, () => host.deliver('ib0', PROBE));
    host.timeline.at(20, () => host.deliver('ib0', answer(OWN)));
    host.timeline.at(30, () => host.deliver('ib0', answer(OTHER_HOST)));
    const { status, reason } = startIt({ run_arping: true });
    expect(status).toBe(1);
    expect(reason).toContain(
      `${OTHER_HOST.replaceAll(' ', ':')} on the network of ib0 has this address`,
    );
    expect(host.addressesOf('ib0')).toEqual(['10.0.0.1/24']);
  });

  it('explain shows the packets without a header, and their destination', () => {
    expect(explain(contextOf(new FakeKernel(host), { ip: VIP }))).toMatchObject({
      packets: [
        { operation: 'ARP request', destination: hex(BROADCAST), frame: REQUEST },
        { operation: 'ARP reply', destination: hex(BROADCAST), frame: REPLY },
      ],
    });
  });
});
