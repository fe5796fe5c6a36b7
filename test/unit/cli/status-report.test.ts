import { describe, expect, it } from 'vitest';
import type { AddressState, SharedPart } from '../../../lib/actions/monitor.ts';
import { statusLine, statusOf, statusReport } from '../../../lib/cli/status-report.ts';
import { chooseStyle } from '../../../lib/cli/style.ts';
import type { AnnouncementRecord } from '../../../lib/vip/state/announcement-record.ts';
import { REPORTED_IP, report } from '../support/address-reports.ts';

const plain = chooseStyle(false, undefined);

function reportOf(kind: AddressState['kind'], share?: SharedPart, nic?: string) {
  return statusReport(report(kind, share, nic));
}

const SHARE: SharedPart = { tool: 'nft', total: 3, buckets: [2] };

describe('the exit status', () => {
  it.each<[AddressState['kind'], number]>([
    ['up', 0],
    ['no-carrier', 1],
    ['link-down', 1],
    ['tentative', 1],
    ['duplicate', 1],
    ['different', 1],
    ['displaced', 1],
    ['remains', 1],
    ['absent', 7],
    ['no-interface', 7],
  ])('of an address that is %s is %i', (kind, status) => {
    expect(statusOf(reportOf(kind))).toBe(status);
  });

  it('of a shared address is 0 only if its share has no fault', () => {
    expect(statusOf(reportOf('up', SHARE))).toBe(0);
    expect(statusOf(reportOf('up', { ...SHARE, fault: 'the rule is missing' }))).toBe(1);
  });
});

describe('the line', () => {
  it.each<[AddressState['kind'], RegExp]>([
    ['up', /^up {10}10\.0\.0\.10\/24 is on eth0 \(([0-9a-f]{2}:){5}[0-9a-f]{2}\)$/],
    ['no-carrier', /^no carrier {2}10\.0\.0\.10 is on eth0, but eth0 has no carrier$/],
    ['link-down', /^link down {3}10\.0\.0\.10 is on eth0, but eth0 is down$/],
    ['tentative', /^tentative {3}10\.0\.0\.10 is on eth0, but duplicate address detection/],
    ['duplicate', /^duplicate {3}10\.0\.0\.10 is on eth0, but another host/],
    ['different', /^unusable {4}10\.0\.0\.10 is on eth0 as \/24, not \/32$/],
    ['displaced', /^unusable {4}10\.0\.0\.10 is on eth0, where start added it$/],
    ['remains', /^unusable {4}10\.0\.0\.10 is not on this host, but its label/],
    ['absent', /^absent {6}10\.0\.0\.10 is not on this host$/],
    ['no-interface', /^absent {6}nic="no0": no such interface$/],
  ])('of %s', (kind, line) => {
    expect(statusLine(reportOf(kind), plain)).toMatch(line);
  });

  it.each<[Partial<SharedPart>, RegExp]>([
    [{}, /^up .*, shared: this host answers bucket 2 of 3 \(nft\)$/],
    [{ buckets: [1, 3] }, /answers buckets 1, 3 of 3/],
    [{ buckets: [] }, /answers buckets none of 3/],
    [{ fault: 'the rule is missing' }, /^faulty {6}10\.0\.0\.10\/24 .*, but the rule is missing$/],
  ])('of a share %j', (share, line) => {
    expect(statusLine(reportOf('up', { ...SHARE, ...share }), plain)).toMatch(line);
  });
});

it('the report for JSON has the same', () => {
  expect(reportOf('up', SHARE)).toEqual({
    ip: REPORTED_IP,
    state: 'up',
    interface: 'eth0',
    prefixLength: 24,
    label: 'eth0',
    hardwareAddress: expect.stringMatching(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
    operationalState: 'UP',
    share: SHARE,
  });
  expect(reportOf('absent', undefined, 'eth1')).toEqual({
    ip: REPORTED_IP,
    state: 'absent',
    interface: 'eth1',
    problem: `${REPORTED_IP} is not on this host`,
  });
  expect(reportOf('different')).toMatchObject({
    state: 'unusable',
    interface: 'eth0',
    prefixLength: 24,
    problem: `${REPORTED_IP} is on eth0 as /24, not /32`,
  });
});

describe('an address that was announced', () => {
  const NOW = 1_000_000;
  const ANNOUNCED: AnnouncementRecord = {
    announcedAt: 0,
    link: '1 02:00:00:00:00:01 0',
    peers: [
      { ip: '10.0.0.1', askedAt: NOW - 60_000, answeredAt: NOW - 59_999.77 },
      { ip: 'fe80::1', askedAt: NOW - 60_000, answeredAt: 0 },
    ],
    conflict: undefined,
  };
  const CONFLICT = {
    hardwareAddress: '02:00:00:00:00:aa',
    firstAt: NOW - 61_400,
    lastAt: NOW - 1600,
    count: 4,
    isReported: true,
    defendedAt: NOW - 61_000,
  };
  const announced = (announcement?: AnnouncementRecord, share?: SharedPart) =>
    statusReport({ ...report('up', share), announcement, now: NOW });
  const lines = (announcement?: AnnouncementRecord, share?: SharedPart) =>
    statusLine(announced(announcement, share), plain).split('\n').slice(1);

  it('has a line for each peer', () => {
    expect(lines(ANNOUNCED)).toEqual([
      'answered    10.0.0.1, after 0.2 ms, 60 s ago',
      'no answer   fe80::1',
    ]);
  });

  it('has a line for another owner', () => {
    expect(lines({ ...ANNOUNCED, peers: [], conflict: CONFLICT })).toEqual([
      'conflict    the host with 02:00:00:00:00:aa has the address too (heard 4 times, last 2 s ago)',
    ]);
    expect(lines({ ...ANNOUNCED, conflict: CONFLICT })).toHaveLength(3);
  });

  // heardLines: "heard 1 times".
  it('has proper words for one packet', () => {
    const [line] = lines({ ...ANNOUNCED, peers: [], conflict: { ...CONFLICT, count: 1 } });
    expect(line).toContain('heard once');
  });

  it.each([[undefined], [{ ...ANNOUNCED, peers: [] }]])(
    'has no line with the record %j',
    (record) => {
      expect(lines(record)).toEqual([]);
    },
  );

  it('has the lines of a shared address after its share', () => {
    expect(lines(ANNOUNCED, SHARE)).toHaveLength(2);
    expect(lines(ANNOUNCED, { ...SHARE, fault: 'the rule is missing' })).toEqual([]);
  });

  it('in JSON has the peers and the conflict', () => {
    expect(announced({ ...ANNOUNCED, conflict: CONFLICT })).toMatchObject({
      peers: [
        { ip: '10.0.0.1', answered: true, after: 0.2, secondsAgo: 60 },
        { ip: 'fe80::1', answered: false },
      ],
      conflict: {
        hardwareAddress: '02:00:00:00:00:aa',
        count: 4,
        firstSecondsAgo: 61,
        lastSecondsAgo: 2,
      },
    });
    expect(JSON.parse(JSON.stringify(announced(ANNOUNCED)))).not.toHaveProperty('conflict');
    expect(JSON.parse(JSON.stringify(announced()))).not.toHaveProperty('peers');
    expect(Object.keys(announced(ANNOUNCED)).slice(-2)).toEqual(['peers', 'conflict']);
  });

  it('is up, whether or not its peers have answered, or another host has it', () => {
    expect(statusOf(announced({ ...ANNOUNCED, conflict: CONFLICT }))).toBe(0);
  });
});
