import { beforeEach, describe, expect, it } from 'vitest';
import type { AddressReport } from '../../../lib/actions/monitor.ts';
import { reportShared } from '../../../lib/shared-address/report.ts';
import { contextOf } from '../support/actions.ts';
import { address, type FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import {
  changeRules,
  instanceParameters,
  newSharedHost,
  PARAMETERS,
  runShared,
  sharedOn,
  TOTAL,
  VIP,
} from '../support/shared-address.ts';
import { systemError } from '../support/system-error.ts';

let host: FakeHost;
beforeEach(() => {
  host = newSharedHost();
});

function reportOfInstance(instance: number, total = TOTAL): AddressReport {
  const context = contextOf(new FakeKernel(host), instanceParameters(instance, PARAMETERS));
  return reportShared(context, { ...sharedOn(host, context, instance), total });
}

/** With parameters that do not say that the address is shared. */
function reportOfAddress(): AddressReport {
  const context = contextOf(new FakeKernel(host), PARAMETERS);
  return reportShared(context, { ...sharedOn(host, context, 0), total: 1 });
}

const makeRulesUnreadable = () => host.refuse('nft.read', systemError('nft', 'EPERM'));

describe('reportShared of an instance', () => {
  it('has the buckets of this host', () => {
    runShared(host, 'start', 0);
    runShared(host, 'start', 2);
    expect(reportOfInstance(0)).toEqual({
      ip: address(VIP),
      nic: undefined,
      state: { kind: 'up', assigned: expect.anything() },
      share: { tool: 'nft', total: 3, buckets: [1, 3], fault: undefined },
      announcement: {
        link: '1 02:00:00:00:00:01 0',
        announcedAt: expect.any(Number),
        peers: [],
        conflict: undefined,
      },
      now: expect.any(Number),
    });
  });

  it('has a fault if the bucket is not served', () => {
    runShared(host, 'start', 2);
    expect(reportOfInstance(0).share).toEqual({
      tool: 'nft',
      total: 3,
      buckets: [3],
      fault: 'bucket 1 of 3 is missing in the rules of nft (found: 3); its clients get no answer',
    });
  });

  it('has the number of buckets of the rules, and a fault if it differs', () => {
    runShared(host, 'start', 0);
    changeRules(host, 'share', (rule) => ({ ...rule, hash: { total: 4, seed: 1, buckets: [1] } }));
    expect(reportOfInstance(0).share).toMatchObject({
      total: 4,
      fault: expect.stringContaining('has 4 as number of buckets, not 3'),
    });
  });

  it.each([2, 3])('has no tool and no buckets without rules, clone-max %i', (total) => {
    runShared(host, 'start', 0);
    host.rules.clear();
    expect(reportOfInstance(0, total).share).toEqual({
      tool: 'none',
      total,
      buckets: [],
      fault: expect.stringContaining('there are no rules for it'),
    });
  });

  it('has no buckets without the rule "share"', () => {
    runShared(host, 'start', 0);
    changeRules(host, 'share', () => undefined);
    expect(reportOfInstance(0).share).toEqual({
      tool: 'nft',
      total: 3,
      buckets: [],
      fault: 'nft lacks the rule "share"; stop and start it',
    });
  });

  it('has rules without an address as the state, without a share', () => {
    runShared(host, 'start', 0);
    host.removeAddress('eth0', `${VIP}/24`);
    const report = reportOfInstance(0);
    expect(report.state).toMatchObject({ kind: 'remains' });
    expect(report.share).toBeUndefined();
  });

  it.each([2, 3])('throws if the rules cannot be read, clone-max %i', (total) => {
    runShared(host, 'start', 0);
    makeRulesUnreadable();
    expect(() => reportOfInstance(0, total)).toThrow('nft: EPERM');
  });
});

describe('reportShared of an address', () => {
  it('has no share without rules', () => {
    host.addAddress('eth0', `${VIP}/24`);
    expect(reportOfAddress()).toEqual({
      ip: address(VIP),
      nic: undefined,
      state: { kind: 'up', assigned: expect.anything() },
      share: undefined,
      announcement: undefined,
      now: expect.any(Number),
    });
  });

  it('has the buckets of the rules, without a fault', () => {
    runShared(host, 'start', 1);
    expect(reportOfAddress().share).toEqual({
      tool: 'nft',
      total: 3,
      buckets: [2],
      fault: undefined,
    });
  });

  it('has no share if the rules cannot be read', () => {
    runShared(host, 'start', 1);
    makeRulesUnreadable();
    const report = reportOfAddress();
    expect(report).toMatchObject({ state: { kind: 'up' } });
    expect(report).not.toHaveProperty('share');
  });

  it('ignores rules without an address', () => {
    runShared(host, 'start', 0);
    host.removeAddress('eth0', `${VIP}/24`);
    expect(reportOfAddress().state).toMatchObject({ kind: 'absent' });
  });
});
