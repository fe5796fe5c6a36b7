import { beforeEach, describe, expect, it } from 'vitest';
import type { Explanation } from '../../../lib/actions/explain.ts';
import { Refusal } from '../../../lib/ocf/refusal.ts';
import { explainShared } from '../../../lib/shared-address/explain.ts';
import { contextOf, type Parameters } from '../support/actions.ts';
import type { ToolName } from '../support/fake-firewall.ts';
import type { FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import {
  instanceParameters,
  MAC,
  newSharedHost,
  PARAMETERS,
  sharedOn,
  VIP,
} from '../support/shared-address.ts';

let host: FakeHost;
beforeEach(() => {
  host = newSharedHost();
});

function explanationOf(parameters: Parameters = {}, tools?: readonly ToolName[]): Explanation {
  const given = instanceParameters(1, { ...PARAMETERS, ...parameters });
  const context = contextOf(new FakeKernel(host), given);
  return explainShared(context, sharedOn(host, context, 1, tools));
}

describe('explainShared', () => {
  it('returns the share of this host', () => {
    expect(explanationOf({}, ['iptables', 'nft']).share).toEqual({
      bucket: 2,
      total: 3,
      tool: 'iptables',
      seed: 0x9e1a9a36,
      hardwareAddress: MAC,
      mangles: true,
    });
  });

  it('returns the values of the parameters', () => {
    const parameters = {
      clusterip_mac_mangle: false,
      clusterip_hash_seed: 7,
      mac: '01:00:5e:00:01:0a',
    };
    expect(explanationOf(parameters).share).toMatchObject({
      seed: 7,
      hardwareAddress: '01:00:5e:00:01:0a',
      mangles: false,
    });
  });

  it('returns packets with the shared hardware address, from that of the interface', () => {
    const [packet] = explanationOf().packets;
    expect(packet?.frame.subarray(6, 12)).toEqual(host.link('eth0').address);
    expect(packet?.frame.subarray(22, 28).toHex()).toBe(MAC.replaceAll(':', ''));
  });

  it('returns no peers: a shared address asks nobody', () => {
    expect(explanationOf({ announce_to: '10.0.0.254' }).peers).toEqual([]);
  });

  it('returns that duplicate address detection is skipped (IPv6)', () => {
    host.addAddress('eth0', '2001:db8::1/64');
    expect(explanationOf({ ip: '2001:db8::10' }).skipsDad).toBe(true);
  });

  it('refuses what start refuses, and changes nothing', () => {
    const before = host.state();
    expect(() => explanationOf({}, [])).toThrow(Refusal);
    expect(explanationOf()).toMatchObject({ ip: { text: VIP } });
    expect(host.state()).toEqual(before);
  });
});
