import { describe, expect, it } from 'vitest';
import type { Observation, SharedPart } from '../../../lib/actions/monitor.ts';
import { statusLine, statusOf, statusReport } from '../../../lib/cli/status-report.ts';
import { chooseStyle } from '../../../lib/cli/style.ts';
import { SEEN_IP, sighting } from '../support/sightings.ts';

const plain = chooseStyle(false, undefined);

function report(kind: Observation['kind'], share?: SharedPart, words: readonly string[] = []) {
  return statusReport(words, sighting(kind, share));
}

const SHARE: SharedPart = { tool: 'nft', total: 3, buckets: [2] };

describe('the exit status', () => {
  it.each<[Observation['kind'], number]>([
    ['up', 0],
    ['no-carrier', 1],
    ['link-down', 1],
    ['tentative', 1],
    ['duplicate', 1],
    ['unlike', 1],
    ['strayed', 1],
    ['remains', 1],
    ['absent', 7],
    ['no-interface', 7],
  ])('of an address that is %s is %i', (kind, status) => {
    expect(statusOf(report(kind))).toBe(status);
  });

  it('of a shared one is 0 only if nothing is wrong with its share', () => {
    expect(statusOf(report('up', SHARE))).toBe(0);
    expect(statusOf(report('up', { ...SHARE, fault: 'the rule is missing' }))).toBe(1);
  });
});

describe('the line', () => {
  it.each<[Observation['kind'], RegExp]>([
    ['up', /^up {10}10\.0\.0\.10\/24 is on eth0 \(([0-9a-f]{2}:){5}[0-9a-f]{2}\)$/],
    ['no-carrier', /^no carrier {2}10\.0\.0\.10 is on eth0, but eth0 has no carrier$/],
    ['link-down', /^link down {3}10\.0\.0\.10 is on eth0, but eth0 is down$/],
    ['tentative', /^tentative {3}10\.0\.0\.10 is on eth0, but duplicate address detection/],
    ['duplicate', /^duplicate {3}10\.0\.0\.10 is on eth0, but another host/],
    ['unlike', /^unusable {4}10\.0\.0\.10 is on eth0 as \/24, not \/32$/],
    ['strayed', /^unusable {4}10\.0\.0\.10 is on eth0, where start put it$/],
    ['remains', /^unusable {4}10\.0\.0\.10 is not on this host, but its label/],
    ['absent', /^absent {6}10\.0\.0\.10 is not on this host$/],
    ['no-interface', /^absent {6}nic="no0": there is no such interface$/],
  ])('of %s', (kind, line) => {
    expect(statusLine(report(kind), plain)).toMatch(line);
  });

  it.each<[Partial<SharedPart>, RegExp]>([
    [{}, /^up .*, shared: this host answers bucket 2 of 3 \(nft\)$/],
    [{ buckets: [1, 3] }, /answers buckets 1, 3 of 3/],
    [{ buckets: [] }, /answers buckets none of 3/],
    [{ fault: 'the rule is missing' }, /^faulty {6}10\.0\.0\.10\/24 .*, but the rule is missing$/],
  ])('of a share %j', (share, line) => {
    expect(statusLine(report('up', { ...SHARE, ...share }), plain)).toMatch(line);
  });
});

it('a program is told the same', () => {
  expect(report('up', SHARE)).toEqual({
    ip: SEEN_IP,
    state: 'up',
    interface: 'eth0',
    prefixLength: 24,
    label: 'eth0',
    hardwareAddress: expect.stringMatching(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
    operationalState: 'UP',
    share: SHARE,
  });
  expect(report('absent', undefined, ['nic=eth1'])).toEqual({
    ip: SEEN_IP,
    state: 'absent',
    interface: 'eth1',
    problem: `${SEEN_IP} is not on this host`,
  });
  expect(report('unlike')).toMatchObject({
    state: 'unusable',
    interface: 'eth0',
    prefixLength: 24,
    problem: `${SEEN_IP} is on eth0 as /24, not /32`,
  });
});
