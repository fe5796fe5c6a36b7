import { describe, expect, it } from 'vitest';
import type { Observation, SharedPart } from '../../../lib/actions/monitor.ts';
import { statusLine, statusOf, statusReport } from '../../../lib/cli/status-report.ts';
import { chooseStyle } from '../../../lib/cli/style.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import { SEEN_IP, sighting } from '../support/sightings.ts';

const agent = fakeAgent();
const plain = chooseStyle(false, undefined);

function report(kind: Observation['kind'], share?: SharedPart, words: readonly string[] = []) {
  return statusReport(words, sighting(kind, share), agent);
}

const SHARE: SharedPart = { tool: 'nft', total: 3, buckets: [2] };

describe('the exit status', () => {
  it.each<[Observation['kind'], number]>([
    ['up', 0],
    ['no-carrier', 1],
    ['link-down', 1],
    ['tentative', 1],
    ['duplicate', 1],
    ['absent', 7],
    ['no-interface', 7],
  ])('of an address that is %s is %i', (kind, status) => {
    expect(statusOf(report(kind), agent)).toBe(status);
  });

  it('of a shared one is 0 only if nothing is wrong with its share', () => {
    expect(statusOf(report('up', SHARE), agent)).toBe(0);
    expect(statusOf(report('up', { ...SHARE, fault: 'the rule is missing' }), agent)).toBe(1);
  });
});

describe('the line', () => {
  it.each<[Observation['kind'], RegExp]>([
    ['up', /^up {10}10\.0\.0\.10\/24 is on eth0 \(([0-9a-f]{2}:){5}[0-9a-f]{2}\)$/],
    ['no-carrier', /^no carrier {2}10\.0\.0\.10\/24 is on eth0, but eth0 has no carrier$/],
    ['link-down', /^link down {3}10\.0\.0\.10\/24 is on eth0, but eth0 is down$/],
    ['tentative', /^tentative {3}10\.0\.0\.10\/24 is on eth0: nobody uses it until/],
    ['duplicate', /^duplicate {3}10\.0\.0\.10\/24 is on eth0, but another host/],
    ['absent', /^absent {6}10\.0\.0\.10 is not on this host$/],
    ['no-interface', /^absent {6}nic="no0": there is no such interface$/],
  ])('of %s', (kind, line) => {
    expect(statusLine(report(kind), plain)).toMatch(line);
  });

  it('names the interface that was asked for', () => {
    const words = ['nic=eth1'];
    expect(statusLine(report('absent', undefined, words), plain)).toMatch(/is not on eth1$/);
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
  expect(report('absent')).toEqual({ ip: SEEN_IP, state: 'absent' });
});
