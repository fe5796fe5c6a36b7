import { beforeEach, describe, expect, it } from 'vitest';
import { checkShare, type ShareState } from '../../../lib/shared-address/check-share.ts';
import { contextOf, type Parameters } from '../support/actions.ts';
import { address, type FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { hex } from '../support/fields.ts';
import {
  changeRules,
  instanceParameters,
  MAC,
  newSharedHost,
  PARAMETERS,
  rulesOfTool,
  runShared,
  sharedOn,
  VIP,
} from '../support/shared-address.ts';

const OTHER_MAC = '01:00:5e:00:01:0a';

let host: FakeHost;
beforeEach(() => {
  host = newSharedHost();
  runShared(host, 'start', 1);
});

function check(instance: number, parameters: Parameters = {}): ShareState {
  const given = instanceParameters(instance, { ...PARAMETERS, ...parameters });
  const context = contextOf(new FakeKernel(host), given);
  const link = host.link('eth0');
  const [entry] = host.addresses.find(address(VIP));
  if (!entry) throw new Error(`${VIP} is missing`);
  return checkShare(context, sharedOn(host, context, instance), { entry, link });
}

describe('checkShare', () => {
  it('returns tool, buckets and hardware address of a bucket that is served', () => {
    runShared(host, 'start', 2);
    const served = { kind: 'served', tool: 'nft', buckets: [2, 3], mac: hex('416f63227bca') };
    expect(check(1)).toEqual(served);
    expect(check(2)).toEqual(served);
  });

  it('accepts the hardware address of the rules if mac is not set', () => {
    runShared(host, 'stop', 1);
    runShared(host, 'start', 1, { mac: OTHER_MAC });
    expect(check(1)).toMatchObject({ kind: 'served', mac: hex('01005e00010a') });
    expect(check(1, { mac: OTHER_MAC })).toMatchObject({ kind: 'served' });
  });

  it('is faulty if the rules have another hardware address than mac', () => {
    expect(check(1, { mac: OTHER_MAC })).toEqual({
      kind: 'faulty',
      fault: `the rule "share" of nft has ${MAC} as hardware address, not ${OTHER_MAC}; stop and start it`,
    });
  });

  it('is faulty if the rules do not agree on the hardware address, which "share" decides', () => {
    changeRules(host, 'share', (rule) => ({ ...rule, mac: OTHER_MAC }));
    expect(check(1)).toMatchObject({
      fault: `the rule "rest" of nft has ${MAC} as hardware address, not ${OTHER_MAC}; stop and start it`,
    });
  });

  it('is faulty if the interface has not joined the group of the hardware address', () => {
    host.memberships.clear();
    host.memberships.add(`eth1 ${hex('416f63227bca').toHex()}`);
    expect(check(1)).toEqual({
      kind: 'faulty',
      fault: `eth0 does not receive frames for ${MAC}; stop and start it`,
    });
  });

  it('is faulty without the rule "share", which has the buckets', () => {
    changeRules(host, 'share', () => undefined);
    expect(check(1)).toEqual({
      kind: 'faulty',
      fault: 'nft lacks the rule "share"; stop and start it',
    });
  });

  it('has other buckets of the same host only', () => {
    expect(check(0)).toEqual({
      kind: 'other-buckets',
      fault: 'bucket 1 of 3 is missing in the rules of nft (found: 2); its clients get no answer',
    });
  });

  it('has no rules', () => {
    host.rules.clear();
    expect(check(1)).toEqual({
      kind: 'no-rules',
      fault:
        'there are no rules for it, so this host answers every client; ' +
        'stop and start it, and check what removed them (a firewall reload?)',
    });
  });

  it('changes nothing', () => {
    const state = host.state();
    for (const instance of [0, 1]) check(instance);
    expect(host.state()).toEqual(state);
    expect(rulesOfTool(host)).toHaveLength(3);
  });
});
