import { beforeEach, describe, expect, it } from 'vitest';
import type { PacketReceiver } from '../../../../lib/linux/kernel.ts';
import type { AnnounceTo } from '../../../../lib/ocf/announce-to.ts';
import { Conversation } from '../../../../lib/vip/announce/conversation.ts';
import {
  readAnnouncement,
  recordAnnouncement,
} from '../../../../lib/vip/state/announcement-record.ts';
import { decodeArp } from '../../../../lib/wire/arp.ts';
import { RT_SCOPE_LINK } from '../../../../lib/wire/ifaddrmsg.ts';
import {
  CONFLICT_WAIT_MS,
  CONTROL_WAIT_MS,
  DEFEND_INTERVAL_MS,
} from '../../../../ocf-metadata/times.ts';
import { MemoryLog } from '../../support/actions.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { hex } from '../../support/fields.ts';
import { advertisement, arpAnnouncement, arpReply } from '../../support/neighbourhood.ts';
import { systemError } from '../../support/system-error.ts';

const VIP = '10.0.0.10';
const VIP6 = '2001:db8::10';
const GATEWAY = '10.0.0.254';
const SECOND = '10.0.0.253';
const GATEWAY_MAC = hex('0200000000fe');
const OTHER = hex('0200000000aa');

let host: FakeHost;
let kernel: FakeKernel;
let log: MemoryLog;
let socket: PacketReceiver;
/** The peers at each call of onAnswer. */
let answered: string[][];
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  log = new MemoryLog();
  answered = [];
  host.addLink('eth0');
  host.addAddress('eth0', `${VIP}/24`);
  socket = kernel.openReceiver(0x0806, host.link('eth0').index);
});

interface Options {
  readonly ip?: string;
  readonly announceTo?: AnnounceTo;
  readonly defends?: boolean;
}
const peers = (...texts: readonly string[]) => texts.map(address);

function converse({ ip = VIP, announceTo = peers(GATEWAY), defends = false }: Options = {}) {
  const link = host.link('eth0');
  const asks = { announceTo, defends, log };
  const plan = { ip: address(ip), link, prefixLength: 24, asks };
  const conversation: Conversation = new Conversation(kernel, plan, socket, () =>
    answered.push(unanswered(conversation)),
  );
  conversation.begin();
  return conversation;
}
const unanswered = (conversation: Conversation) =>
  conversation.peers().flatMap(({ ip, answeredAt }) => (answeredAt === 0 ? [ip] : []));

/** Whom it asks now: the target, and the hardware address. */
const questions = (conversation: Conversation) =>
  conversation.questions().map(({ payload, destination }) => {
    const { senderProtocolAddress, targetProtocolAddress } = decodeArp(payload);
    return [senderProtocolAddress, targetProtocolAddress]
      .map((ip) => ip.join('.'))
      .concat(destination.toHex())
      .join(' ');
  });
const PROBE = `0.0.0.0 ${VIP} ffffffffffff`;
const asking = (peer: string, mac = 'ffffffffffff') => `${VIP} ${peer} ${mac}`;

function hears(conversation: Conversation, payload: Uint8Array): void {
  host.deliver('eth0', payload);
  conversation.hear();
}
const pass = (milliseconds: number) => host.timeline.advance(host.timeline.now() + milliseconds);
const conflict = () => readAnnouncement(kernel, address(VIP), host.link('eth0').index)?.conflict;

describe('the questions', () => {
  it('seek another owner, and ask each peer', () => {
    const conversation = converse({ announceTo: peers(GATEWAY, SECOND) });
    expect(questions(conversation)).toEqual([PROBE, asking(GATEWAY), asking(SECOND)]);
  });

  it('seek another owner alone without peers', () => {
    expect(questions(converse({ announceTo: 'none' }))).toEqual([PROBE]);
    expect(questions(converse({ announceTo: 'gateway' }))).toEqual([PROBE]);
  });

  it('ask the next hops of the interface', () => {
    host.addRoute('default', { dev: 'eth0', via: GATEWAY });
    expect(questions(converse({ announceTo: 'gateway' }))).toEqual([PROBE, asking(GATEWAY)]);
  });

  it('also go to the hardware address that the kernel knows: a switch may drop broadcasts', () => {
    host.neighbours.set(GATEWAY, GATEWAY_MAC);
    expect(questions(converse())).toEqual([
      PROBE,
      asking(GATEWAY),
      asking(GATEWAY, '0200000000fe'),
    ]);
  });

  it('go to all hosts if the neighbour table cannot be read', () => {
    host.refuse('neighbours.hardwareAddress', systemError('RTM_GETNEIGH', 'ENOBUFS'));
    expect(questions(converse())).toEqual([PROBE, asking(GATEWAY)]);
    expect(log.lines).toEqual([`debug: ${GATEWAY}: RTM_GETNEIGH: ENOBUFS`]);
  });

  it('are built once, until a peer answers', () => {
    const conversation = converse({ announceTo: peers(GATEWAY, SECOND) });
    const first = conversation.questions();
    expect(conversation.questions()).toBe(first);
    hears(conversation, arpReply(GATEWAY_MAC, GATEWAY, VIP));
    expect(questions(conversation)).toEqual([PROBE, asking(SECOND)]);
  });

  it('are none before the conversation begins, and nobody has been asked', () => {
    const asks = { announceTo: peers(GATEWAY), defends: false, log };
    const plan = { ip: address(VIP), link: host.link('eth0'), prefixLength: 24, asks };
    const conversation = new Conversation(kernel, plan, socket, () => {});
    expect([conversation.hasBegun(), conversation.questions(), conversation.peers()]).toEqual([
      false,
      [],
      [],
    ]);
    conversation.restart();
    expect([conversation.hasBegun(), conversation.questions()]).toEqual([false, []]);
    expect(conversation.noteConflicts()).toBe(false);
  });

  it('are none for a shared address, which several hosts have', () => {
    const plan = { ip: address(VIP), link: host.link('eth0'), prefixLength: 24, asks: undefined };
    const conversation = new Conversation(kernel, plan, socket, () => {});
    expect(conversation.questions()).toEqual([]);
  });

  it('are none if the link is gone', () => {
    const byIndex = host.links.byIndex.bind(host.links);
    host.links.byIndex = () => undefined;
    const conversation = converse();
    expect([conversation.hasBegun(), conversation.questions()]).toEqual([false, []]);
    host.links.byIndex = byIndex;
  });

  it('of an IPv6 address seek another owner only with a link-local address', () => {
    const isAsked = () => converse({ ip: VIP6, announceTo: peers('fe80::1') }).questions().length;
    expect(isAsked()).toBe(1);
    host.addAddress('eth0', 'fe80::99/64', { scope: RT_SCOPE_LINK });
    expect(isAsked()).toBe(2);
  });

  it('have the hardware address that the link has now', () => {
    const conversation = converse();
    conversation.questions();
    host.links.setAddress('eth0', OTHER);
    conversation.restart();
    for (const { payload } of conversation.questions()) {
      expect(decodeArp(payload).senderHardwareAddress).toEqual(OTHER);
    }
  });
});

describe('an answer', () => {
  it('of a peer to the address acknowledges it, once', () => {
    const conversation = converse({ announceTo: peers(GATEWAY, SECOND) });
    conversation.onAsk();
    const askedAt = kernel.clock.now();
    pass(2);
    for (let i = 0; i < 2; i++) hears(conversation, arpReply(GATEWAY_MAC, GATEWAY, VIP));
    expect(conversation.peers()).toEqual([
      { ip: GATEWAY, askedAt, answeredAt: askedAt + 2 },
      { ip: SECOND, askedAt, answeredAt: 0 },
    ]);
    expect(answered).toEqual([[SECOND]]);
    expect(log.lines).toEqual([]);
  });

  it('of the last peer is logged, with the time of each', () => {
    const conversation = converse({ announceTo: peers(GATEWAY, SECOND) });
    conversation.onAsk();
    pass(2);
    hears(conversation, arpReply(GATEWAY_MAC, GATEWAY, VIP));
    pass(200);
    conversation.onAsk();
    hears(conversation, arpReply(OTHER, SECOND, VIP));
    expect(log.lines).toEqual([
      `info: ${VIP}: ${GATEWAY} (02:00:00:00:00:fe) has answered after 2.0 ms, ` +
        `${SECOND} (02:00:00:00:00:aa) has answered after 202.0 ms`,
    ]);
    expect(conversation.isExpectingAnswers()).toBe(true); // To the probe.
    pass(CONFLICT_WAIT_MS);
    expect(conversation.isExpectingAnswers()).toBe(false);
  });

  it.each<[string, Uint8Array]>([
    ['to another address', arpReply(GATEWAY_MAC, GATEWAY, '10.0.0.1')],
    ['to a probe', arpReply(GATEWAY_MAC, GATEWAY)],
    ['of another host', arpReply(GATEWAY_MAC, '10.0.0.7', VIP)],
    ['that is a request', arpAnnouncement(GATEWAY_MAC, GATEWAY)],
    ['that is cut off', arpReply(GATEWAY_MAC, GATEWAY, VIP).subarray(0, 27)],
    ['of no octets', hex('')],
  ])('%s acknowledges nothing', (_, payload) => {
    const conversation = converse();
    hears(conversation, payload);
    expect(unanswered(conversation)).toEqual([GATEWAY]);
    expect(answered).toEqual([]);
  });

  it('of an IPv6 peer is a solicited advertisement to the address', () => {
    const conversation = converse({ ip: VIP6, announceTo: peers('fe80::1') });
    hears(conversation, advertisement(GATEWAY_MAC, 'fe80::1', 'ff02::1', { solicited: false }));
    hears(conversation, advertisement(GATEWAY_MAC, 'fe80::1', 'fe80::99'));
    expect(unanswered(conversation)).toEqual(['fe80::1']);
    hears(conversation, advertisement(GATEWAY_MAC, 'fe80::1', VIP6, { override: false }));
    expect(unanswered(conversation)).toEqual([]);
  });

  it('is asked for again when the link has changed', () => {
    const conversation = converse();
    conversation.onAsk();
    hears(conversation, arpReply(GATEWAY_MAC, GATEWAY, VIP));
    pass(1000);
    conversation.restart();
    expect(conversation.peers()).toEqual([{ ip: GATEWAY, askedAt: 0, answeredAt: 0 }]);
    expect(questions(conversation)).toEqual([PROBE, asking(GATEWAY)]);
    conversation.onAsk();
    hears(conversation, arpReply(GATEWAY_MAC, GATEWAY, VIP));
    expect(answered).toHaveLength(2);
  });
});

describe('reportDeaf', () => {
  it('warns of the peers that have not answered', () => {
    const conversation = converse({ announceTo: peers(GATEWAY, SECOND, '10.0.0.252') });
    hears(conversation, arpReply(OTHER, SECOND, VIP));
    conversation.reportDeaf();
    expect(log.lines).toEqual([
      `warn: ${VIP}: no answer from ${GATEWAY}, 10.0.0.252 on eth0; check that it is up, and that it does not ` +
        `send packets for ${VIP} to another host (announce_to)`,
    ]);
  });

  it.each<[string, Options]>([
    ['nobody was asked', { announceTo: 'none' }],
    ['all have answered', {}],
  ])('is silent if %s', (_, options) => {
    const conversation = converse(options);
    hears(conversation, arpReply(GATEWAY_MAC, GATEWAY, VIP));
    log.lines.length = 0;
    conversation.reportDeaf();
    expect(log.lines).toEqual([]);
  });
});

describe('another owner', () => {
  const claim = (conversation: Conversation, mac = OTHER) => {
    hears(conversation, arpReply(mac, VIP));
    pass(CONTROL_WAIT_MS);
  };

  it('is recorded when it has not answered the control questions, with a warning', () => {
    const conversation = converse();
    const heardAt = kernel.clock.now();
    hears(conversation, arpReply(OTHER, VIP));
    expect(conversation.wakesAt()).toBe(heardAt + CONTROL_WAIT_MS);
    expect(conversation.noteConflicts()).toBe(false);
    expect(conflict()).toBeUndefined();
    pass(CONTROL_WAIT_MS);
    expect(conversation.noteConflicts()).toBe(false);
    const now = kernel.clock.now();
    expect(conflict()).toEqual({
      hardwareAddress: '02:00:00:00:00:aa',
      firstAt: now,
      lastAt: now,
      count: 1,
      isReported: false,
      defendedAt: 0,
    });
    expect(log.lines).toEqual([
      `warn: ${VIP}: the host with 02:00:00:00:00:aa has this address too`,
    ]);
  });

  it('is warned of once, and counted each time', () => {
    const conversation = converse();
    for (let i = 0; i < 3; i++) {
      claim(conversation);
      conversation.noteConflicts();
    }
    expect(conflict()?.count).toBe(3);
    expect(log.lines).toHaveLength(1);
    claim(conversation, GATEWAY_MAC);
    conversation.noteConflicts();
    expect(log.lines).toHaveLength(2);
  });

  it('of two, both are counted', () => {
    const conversation = converse();
    hears(conversation, arpReply(GATEWAY_MAC, VIP));
    hears(conversation, arpReply(GATEWAY_MAC, VIP));
    claim(conversation);
    conversation.noteConflicts();
    expect(conflict()).toMatchObject({ count: 3, hardwareAddress: '02:00:00:00:00:aa' });
    expect(log.lines).toHaveLength(2);
  });

  it('keeps the peers and the link of the record', () => {
    recordAnnouncement(kernel, address(VIP), 1, 'a link', [
      { ip: GATEWAY, askedAt: 1, answeredAt: 2 },
    ]);
    const conversation = converse();
    claim(conversation);
    conversation.noteConflicts();
    expect(readAnnouncement(kernel, address(VIP), 1)).toMatchObject({
      link: 'a link',
      peers: [{ ip: GATEWAY, askedAt: 1, answeredAt: 2 }],
      conflict: { count: 1 },
    });
  });

  it('is none in our own frames, and in an answer of a peer', () => {
    const conversation = converse();
    claim(conversation, host.link('eth0').address);
    hears(conversation, arpReply(GATEWAY_MAC, GATEWAY, VIP));
    pass(CONTROL_WAIT_MS);
    expect(conversation.noteConflicts()).toBe(false);
    expect([host.records.size, conversation.wakesAt()]).toEqual([0, Number.POSITIVE_INFINITY]);
  });

  it('is defended against with on_conflict=defend, at most once in ten seconds', () => {
    const conversation = converse({ defends: true });
    const noteConflicts = () => {
      claim(conversation);
      return conversation.noteConflicts();
    };
    expect(noteConflicts()).toBe(true);
    const first = kernel.clock.now();
    expect(conflict()?.defendedAt).toBe(first);
    expect(noteConflicts()).toBe(false);
    pass(DEFEND_INTERVAL_MS - 2 * CONTROL_WAIT_MS - 1);
    expect(noteConflicts()).toBe(false);
    expect(conflict()?.defendedAt).toBe(first);
    pass(1);
    expect(noteConflicts()).toBe(true);
    expect(conflict()?.defendedAt).toBe(kernel.clock.now());
  });

  it('is not defended against if another process has done it', () => {
    const other = converse({ defends: true });
    claim(other);
    expect(other.noteConflicts()).toBe(true);
    const conversation = converse({ defends: true });
    claim(conversation);
    expect(conversation.noteConflicts()).toBe(false);
  });

  it('is not forgotten when the link changes afterwards', () => {
    const conversation = converse();
    claim(conversation);
    conversation.noteConflicts();
    conversation.restart();
    expect(conflict()?.count).toBe(1);
  });

  // An exception ends the announcer, which does not send its other rounds.
  it('is warned of if it cannot be recorded', () => {
    host.refuse('records.update', systemError('open', 'EMFILE'));
    const conversation = converse();
    claim(conversation);
    expect(conversation.noteConflicts()).toBe(false);
    expect(log.lines[0]).toContain('02:00:00:00:00:aa has this address too');
  });
});

describe('wakesAt and isExpectingAnswers', () => {
  const NEVER = Number.POSITIVE_INFINITY;

  it('without a question: nothing is expected', () => {
    const conversation = converse({ announceTo: 'none' });
    expect([conversation.wakesAt(), conversation.isExpectingAnswers()]).toEqual([NEVER, false]);
  });

  it('after a question: the time in which another owner answers', () => {
    const conversation = converse({ announceTo: 'none' });
    conversation.onAsk();
    const due = kernel.clock.now() + CONFLICT_WAIT_MS;
    expect([conversation.wakesAt(), conversation.isExpectingAnswers()]).toEqual([due, true]);
    pass(CONFLICT_WAIT_MS);
    expect([conversation.wakesAt(), conversation.isExpectingAnswers()]).toEqual([NEVER, false]);
  });

  it('as long as a peer has not answered, its answer is expected', () => {
    const conversation = converse();
    conversation.onAsk();
    pass(1000);
    expect([conversation.wakesAt(), conversation.isExpectingAnswers()]).toEqual([NEVER, true]);
  });
});
