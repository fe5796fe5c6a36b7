import { describe, expect, it } from 'vitest';
import { disagreement } from '../../../lib/inventory/disagreement.ts';
import type { PacemakerView } from '../../../lib/inventory/virtual-ip.ts';
import { report } from '../support/address-reports.ts';
import { VIEW, virtualIp } from './support.ts';

const ELSEWHERE: PacemakerView = { ...VIEW, nodes: ['node2', 'node3'], isHere: false };
const STOPPED: PacemakerView = { ...VIEW, nodes: [], isHere: false };

const of = (view: PacemakerView | undefined, kind: Parameters<typeof virtualIp>[0]) =>
  disagreement(view, virtualIp(kind).host);

describe('cluster and kernel', () => {
  it('agree', () => {
    expect(of(VIEW, 'up')).toBeUndefined();
    for (const view of [ELSEWHERE, STOPPED]) {
      expect(of(view, 'absent')).toBeUndefined();
      expect(of(view, 'no-interface')).toBeUndefined();
      expect(of(view, 'remains')).toBeUndefined();
    }
  });

  it('disagree if the address is not up where it runs', () => {
    expect(of(VIEW, 'absent')).toBe(
      'Pacemaker says that it runs here, but 10.0.0.10 is not on this host',
    );
    expect(of(VIEW, 'no-carrier')).toMatch(/^Pacemaker says that it runs here, but .* no carrier$/);
    expect(of(VIEW, 'no-interface')).toMatch(/no such interface$/);
  });

  it('disagree if the host does not answer its share of the clients', () => {
    const share = { tool: 'nft', total: 3, buckets: [], fault: 'there are no rules for it' };
    const host = { report: report('up', share), problem: undefined };
    expect(disagreement(VIEW, host)).toBe(
      'Pacemaker says that it runs here, but there are no rules for it',
    );
  });

  it('disagree if the address is where it does not run', () => {
    expect(of(ELSEWHERE, 'up')).toBe(
      'it is on eth0 of this host, but Pacemaker says that it runs on node2, node3',
    );
    expect(of(STOPPED, 'different')).toBe(
      'it is on eth0 of this host, but Pacemaker says that it is stopped',
    );
  });

  it('neither agree nor disagree while an action runs, after a failure, or if one is unknown', () => {
    expect(of({ ...VIEW, change: 'starting' }, 'absent')).toBeUndefined();
    expect(of({ ...ELSEWHERE, change: 'stopping' }, 'up')).toBeUndefined();
    expect(of({ ...VIEW, isFailed: true }, 'absent')).toBeUndefined();
    expect(of(undefined, 'up')).toBeUndefined();
    expect(disagreement(VIEW, { report: undefined, problem: 'x' })).toBeUndefined();
  });
});
