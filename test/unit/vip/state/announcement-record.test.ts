import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type AnnouncementRecord,
  type ConflictRecord,
  clearAnnouncement,
  clearAnnouncements,
  type PeerRecord,
  rateRecordName,
  readAnnouncement,
  recordAnnouncement,
  recordConflict,
  recordedState,
} from '../../../../lib/vip/state/announcement-record.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../../support/fake-kernel.ts';

const VIP = address('192.0.2.10');
const NAME = `floatip-${NAMESPACE_ID}-192.0.2.10-2.announced`;
const LINK = '3 02:00:00:00:00:02 7';

const CONFLICT: ConflictRecord = {
  hardwareAddress: '02:00:00:00:00:09',
  firstAt: 2000.1,
  lastAt: 2009.8,
  count: 4,
  isReported: true,
  defendedAt: 2000.2,
};
const PEERS: PeerRecord[] = [
  { ip: '192.0.2.1', askedAt: 1000.2, answeredAt: 1000.4 },
  { ip: 'fe80::1', askedAt: 1000.2, answeredAt: 0 },
];
const TEXT = [
  `link ${LINK}`,
  'announced 1000.1',
  'peer 192.0.2.1 1000.2 1000.4',
  'peer fe80::1 1000.2 0',
  'conflict 02:00:00:00:00:09 2000.1 2009.8 4 reported 2000.2',
  '',
].join('\n');

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('lo', { loopback: true });
  host.addLink('eth0', { activePort: 7 });
  host.links.setCarrier('eth0', true);
  host.links.setCarrier('eth0', true);
});

const read = () => readAnnouncement(kernel, VIP, 2);
const set = (text: string, name = NAME) => void host.records.set(name, text);
const conflictOf = (change: (before: ConflictRecord | undefined) => ConflictRecord | undefined) =>
  recordConflict(kernel, VIP, 2, LINK, change);

/** Different versions of the agent on one host must use the same names and texts. */
describe('the record', () => {
  it('has this name and this text', () => {
    recordAnnouncement(kernel, VIP, 2, LINK, PEERS, 1000.1);
    conflictOf(() => CONFLICT);
    expect([...host.records]).toEqual([[NAME, TEXT]]);
  });

  it('of an IPv6 address has this name', () => {
    recordAnnouncement(kernel, address('2001:db8::10'), 2, LINK, []);
    expect([...host.records.keys()]).toEqual([`floatip-${NAMESPACE_ID}-2001:db8::10-2.announced`]);
  });

  it('is read as it was written', () => {
    set(TEXT);
    expect(read()).toEqual({ link: LINK, announcedAt: 1000.1, peers: PEERS, conflict: CONFLICT });
  });

  it('may be padded with blank lines', () => {
    set(`${TEXT}\n\n\n`);
    expect(read()).toEqual({ link: LINK, announcedAt: 1000.1, peers: PEERS, conflict: CONFLICT });
  });

  it('of version 0.1, which has no time of the announcement, is read', () => {
    set(TEXT.replace('announced 1000.1\n', ''));
    expect(read()).toEqual({ link: LINK, announcedAt: 0, peers: PEERS, conflict: CONFLICT });
  });

  it('of the rate of an interface has this name', () => {
    expect(rateRecordName(kernel, 2)).toBe(`floatip-${NAMESPACE_ID}-2.rate`);
  });
});

describe('any record', () => {
  const time = fc.oneof(
    fc.constant(0),
    fc.double({ min: 0.0001, max: 1e12, noNaN: true }),
    fc.nat(2 ** 31),
  );
  const hardwareAddress = fc
    .uint8Array({ minLength: 1, maxLength: 20 })
    .map((bytes) => [...bytes].map((octet) => octet.toString(16).padStart(2, '0')).join(':'));
  const records = fc.record<AnnouncementRecord>({
    link: fc
      .tuple(fc.nat(), hardwareAddress, fc.nat())
      .map(([carriers, mac, port]) => `${carriers} ${mac} ${port}`),
    announcedAt: time,
    peers: fc.array(
      fc.record({
        ip: fc.constantFrom('192.0.2.1', '10.0.0.1', 'fe80::1', '2001:db8::ffff'),
        askedAt: time,
        answeredAt: time,
      }),
      { maxLength: 16 },
    ),
    conflict: fc.option(
      fc.record({
        hardwareAddress,
        firstAt: time,
        lastAt: time,
        count: fc.integer({ min: 1 }),
        isReported: fc.boolean(),
        defendedAt: time,
      }),
      { nil: undefined },
    ),
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(records, (record) => {
        host.records.clear();
        recordAnnouncement(kernel, VIP, 2, record.link, record.peers, record.announcedAt);
        conflictOf(() => record.conflict);
        expect(read()).toEqual(record);
      }),
    );
  });

  it('replaces any other: an announcement all but the conflict, a conflict nothing but itself', () => {
    fc.assert(
      fc.property(records, records, (first, second) => {
        host.records.clear();
        recordAnnouncement(kernel, VIP, 2, first.link, first.peers, first.announcedAt);
        conflictOf(() => first.conflict);
        recordAnnouncement(kernel, VIP, 2, second.link, second.peers, second.announcedAt);
        expect(read()).toEqual({ ...second, conflict: first.conflict });
        conflictOf((before) => {
          expect(before).toEqual(first.conflict);
          return second.conflict;
        });
        expect(read()).toEqual(second);
      }),
    );
  });

  it('is understood or ignored, whatever a file has', () => {
    const words = fc.constantFrom(
      ...['link', 'peer', 'conflict', 'reported', 'new', '1', '-1', 'NaN', '0x1', '1e999', ''],
      ...['02:00:00:00:00:09', '192.0.2.1', '\ufffd', '__proto__', 'link 1', '\r'],
    );
    const line = fc.array(words, { maxLength: 8 }).map((list) => list.join(' '));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        set(lines.join('\n'));
        const record = read();
        expect(record === undefined).toBe(!lines.join('\n').startsWith('link '));
        recordedState(kernel, VIP, host.link('eth0'));
        expect(record?.announcedAt).not.toBeNaN();
        for (const { askedAt, answeredAt } of record?.peers ?? []) {
          expect([askedAt, answeredAt]).not.toContain(Number.NaN);
        }
        recordAnnouncement(kernel, VIP, 2, LINK, PEERS);
        conflictOf(() => CONFLICT);
        expect(read()).toEqual({ link: LINK, announcedAt: 0, peers: PEERS, conflict: CONFLICT });
      }),
    );
  });
});

describe('readAnnouncement', () => {
  it.each(['', '\n', 'peer 192.0.2.1 1 2\n', 'linked 1', 'link', 'LINK 1'])(
    'of %j: undefined',
    (text) => {
      set(text);
      expect(read()).toBeUndefined();
    },
  );

  it('without a record: undefined', () => {
    expect(read()).toBeUndefined();
  });

  it('reads times that are malformed or missing as 0', () => {
    set('link x\nannounced never\npeer 192.0.2.1 soon\nconflict 02:00:00:00:00:09 1 two 3\n');
    expect(read()).toEqual({
      link: 'x',
      announcedAt: 0,
      peers: [{ ip: '192.0.2.1', askedAt: 0, answeredAt: 0 }],
      conflict: {
        hardwareAddress: '02:00:00:00:00:09',
        firstAt: 1,
        lastAt: 0,
        count: 3,
        isReported: false,
        defendedAt: 0,
      },
    });
  });
});

describe('recordConflict', () => {
  it('makes a record with the link if there is none', () => {
    expect(conflictOf(() => CONFLICT)).toBe(true);
    expect(read()).toEqual({ link: LINK, announcedAt: 0, peers: [], conflict: CONFLICT });
  });

  it('keeps the link and the peers of a record', () => {
    set(TEXT.replace(LINK, '1 02:00:00:00:00:99 0'));
    conflictOf((before) => before && { ...before, isReported: false });
    const conflict = { ...CONFLICT, isReported: false };
    expect(read()).toEqual({
      link: '1 02:00:00:00:00:99 0',
      announcedAt: 1000.1,
      peers: PEERS,
      conflict,
    });
  });

  it('removes a conflict', () => {
    set(TEXT);
    conflictOf(() => undefined);
    expect(read()).toEqual({ link: LINK, announcedAt: 1000.1, peers: PEERS, conflict: undefined });
    expect(host.records.get(NAME)).not.toContain('conflict');
  });

  it('is false if the record cannot be written', () => {
    Object.assign(kernel, { records: { ...kernel.records, update: () => false } });
    expect(conflictOf(() => CONFLICT)).toBe(false);
  });
});

describe('recordedState', () => {
  const state = () => recordedState(kernel, VIP, host.link('eth0'));

  it.each([
    ['no record', undefined, { link: 'none', hasConflict: false }],
    ['an empty record', '', { link: 'none', hasConflict: false }],
    ['the same link', `link ${LINK}\n`, { link: 'unchanged', hasConflict: false }],
    ['the same link, and padding', `link ${LINK}\n\n\n`, { link: 'unchanged', hasConflict: false }],
    [
      'another carrier count',
      'link 2 02:00:00:00:00:02 7\n',
      { link: 'changed', hasConflict: false },
    ],
    [
      'another hardware address',
      'link 3 02:00:00:00:00:03 7\n',
      { link: 'changed', hasConflict: false },
    ],
    ['another port', 'link 3 02:00:00:00:00:02 8\n', { link: 'changed', hasConflict: false }],
    ['a port that begins the same', `link ${LINK}1\n`, { link: 'changed', hasConflict: false }],
    ['no link', 'link \n', { link: 'changed', hasConflict: false }],
    ['a conflict', TEXT, { link: 'unchanged', hasConflict: true }],
    [
      'a peer of that name',
      `link ${LINK}\npeer conflict 1 2\n`,
      { link: 'unchanged', hasConflict: false },
    ],
  ])('of %s', (_, text, expected) => {
    if (text !== undefined) set(text);
    expect(state()).toEqual(expected);
  });

  it('agrees with what was recorded', () => {
    recordAnnouncement(kernel, VIP, 2, LINK, PEERS);
    expect(state()).toEqual({ link: 'unchanged', hasConflict: false });
    conflictOf(() => CONFLICT);
    expect(state()).toEqual({ link: 'unchanged', hasConflict: true });
    conflictOf(() => undefined);
    expect(state()).toEqual({ link: 'unchanged', hasConflict: false });
  });

  it('makes one system call', () => {
    set(TEXT);
    const link = host.link('eth0');
    recordedState(kernel, VIP, { ...link, lower: 0, activePort: 7 });
    expect(host.calls).toEqual(['records.read']);
  });

  it('is of the address and the interface', () => {
    set(TEXT, `floatip-${NAMESPACE_ID}-192.0.2.10-3.announced`);
    set(TEXT, `floatip-${NAMESPACE_ID}-192.0.2.1-2.announced`);
    expect(state().link).toBe('none');
  });
});

const RATE_OF_2 = `floatip-${NAMESPACE_ID}-2.rate`;
const RATE_OF_3 = `floatip-${NAMESPACE_ID}-3.rate`;
const OTHERS = [
  `floatip-${NAMESPACE_ID}-192.0.2.1-2.announced`,
  `floatip-${NAMESPACE_ID}-192.0.2.101-2.announced`,
  `floatip-${NAMESPACE_ID}-192.0.2.10-2.announcer`,
  `floatip-${NAMESPACE_ID}-192.0.2.10-2.place`,
  `floatip-${NAMESPACE_ID}-192.0.2.10-x.announced`,
  `floatip-${NAMESPACE_ID}-192.0.2.10-.announced`,
  `floatip-${NAMESPACE_ID}-192.0.2.10-2x.announced`,
  `floatip-${NAMESPACE_ID}-192.0.2.10-12345678901.announced`,
  `floatip-${NAMESPACE_ID}-192.0.2.10-2-3.announced`,
  `floatip-${NAMESPACE_ID + 1}-192.0.2.10-2.announced`,
  `floatip-${NAMESPACE_ID}0-192.0.2.10-2.announced`,
  'floatip',
];

describe('clearAnnouncements', () => {
  const names = () => [...host.records.keys()];
  const nameOn = (index: number) => `floatip-${NAMESPACE_ID}-192.0.2.10-${index}.announced`;

  it('removes the records of interfaces that do not have the address', () => {
    for (const index of [1, 2, 3, 1234567890]) set(TEXT, nameOn(index));
    clearAnnouncements(kernel, VIP, (index) => index === 2);
    expect(names()).toEqual([nameOn(2)]);
  });

  it.each(OTHERS)('never removes %s', (name) => {
    set(TEXT, NAME);
    set(TEXT, name);
    clearAnnouncements(kernel, VIP, () => false);
    expect(names()).toEqual([name]);
  });

  it('never removes the record of another IPv6 address', () => {
    for (const ip of ['2001:db8::10', '2001:db8::1', '2001:db8::10:2']) {
      recordAnnouncement(kernel, address(ip), 2, LINK, []);
    }
    clearAnnouncements(kernel, address('2001:db8::10'), () => false);
    expect(names()).toEqual([
      `floatip-${NAMESPACE_ID}-2001:db8::1-2.announced`,
      `floatip-${NAMESPACE_ID}-2001:db8::10:2-2.announced`,
    ]);
  });

  it('removes the rate with the last announced address of an interface', () => {
    for (const name of [nameOn(2), nameOn(3), RATE_OF_2, RATE_OF_3]) set(TEXT, name);
    clearAnnouncements(kernel, VIP, (index) => index === 3);
    expect(names()).toEqual([nameOn(3), RATE_OF_3]);
  });

  it('keeps the rate as long as another address is announced on the interface', () => {
    const other = `floatip-${NAMESPACE_ID}-2001:db8::10-2.announced`;
    for (const name of [nameOn(2), other, RATE_OF_2]) set(TEXT, name);
    clearAnnouncements(kernel, VIP, () => false);
    expect(names()).toEqual([other, RATE_OF_2]);
    clearAnnouncements(kernel, address('2001:db8::10'), () => false);
    expect(names()).toEqual([]);
  });

  it('does not take the address on interface 12 for one on interface 2', () => {
    const other = `floatip-${NAMESPACE_ID}-192.0.2.11-12.announced`;
    for (const name of [nameOn(2), other, RATE_OF_2]) set(TEXT, name);
    clearAnnouncements(kernel, VIP, () => false);
    expect(names()).toEqual([other]);
  });
});

it('clearAnnouncement removes the record of one interface alone', () => {
  for (const name of [
    NAME,
    `floatip-${NAMESPACE_ID}-192.0.2.10-3.announced`,
    ...OTHERS,
    RATE_OF_2,
  ]) {
    set(TEXT, name);
  }
  const before = host.records.size;
  clearAnnouncement(kernel, VIP, 2);
  expect(host.records.has(NAME)).toBe(false);
  expect(host.records.size).toBe(before - 1);
});
