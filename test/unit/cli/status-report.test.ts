import { describe, expect, it } from 'vitest';
import type { AddressState, SharedPart } from '../../../lib/actions/monitor.ts';
import { statusLine, statusOf, statusReport } from '../../../lib/cli/status-report.ts';
import { chooseStyle } from '../../../lib/cli/style.ts';
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
