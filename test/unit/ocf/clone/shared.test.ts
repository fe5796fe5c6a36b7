import { describe, expect, it } from 'vitest';
import {
  cloneProblem,
  isPlainClone,
  isShared,
  mayBeShared,
  sharedClone,
} from '../../../../lib/ocf/clone.ts';
import { DEFAULTS, readValues, reskeys, valuesFrom } from '../../support/parameters.ts';
import { CLONE, MALFORMED, PLAIN, SHARED, WITHOUT_EFFECT_UNLESS_SHARED } from '../golden/clones.ts';

describe('an address is shared', () => {
  it.each(SHARED)('%s: %j is %j', (_, parameters, expected) => {
    expect(isShared(reskeys(parameters))).toBe(expected);
  });

  it.each(PLAIN)('not in a plain clone: %j, plain: %j', (parameters, expected) => {
    const variables = reskeys({ ...CLONE, ...parameters });
    expect(isPlainClone(variables)).toBe(expected);
    if (expected) expect([isShared(variables), mayBeShared(variables)]).toEqual([false, false]);
  });

  it('may be shared in a clone of one, before or after clone-max is changed', () => {
    expect(mayBeShared(reskeys({ ...CLONE, CRM_meta_clone_max: '1' }))).toBe(true);
    expect(mayBeShared(reskeys({ ...CLONE, unique_clone_address: 'yes' }))).toBe(false);
    expect(mayBeShared({})).toBe(false);
  });
});

it('an instance has the bucket after its number', () => {
  expect(sharedClone(reskeys(CLONE))).toEqual({ bucket: 2, total: 3 });
  expect(sharedClone({})).toEqual({ bucket: 1, total: 1 });
});

describe('a clone that cannot share its address', () => {
  it.each<[Record<string, string>, boolean, RegExp]>([
    [{ CRM_meta_clone: '3' }, false, /^instance="3" of a clone with clone-max="3": instances/],
    [{ CRM_meta_clone: 'x' }, false, /^instance="x" of a clone with clone-max="3": instances/],
    [{ CRM_meta_clone: '-1' }, false, /^instance="-1" of a clone/],
    [{ CRM_meta_clone_max: '2.5' }, false, /^instance="1" of a clone with clone-max="2.5"/],
    [{}, true, /^lvs_support=true with clone-max="3": either the LVS director/],
  ])('%j, lvs_support %j', (parameters, lvsSupport, reason) => {
    expect(cloneProblem(reskeys({ ...CLONE, ...parameters }), lvsSupport)).toMatch(reason);
  });

  it('is none with valid numbers, with or without globally-unique', () => {
    const { CRM_meta_globally_unique: _, ...rest } = CLONE;
    expect(cloneProblem(reskeys(CLONE), false)).toBeUndefined();
    expect(cloneProblem(reskeys(rest), false)).toBeUndefined();
  });
});

describe('the parameters of a shared address', () => {
  const shared = (parameters: Record<string, string>) =>
    readValues({ ip: '192.0.2.10', ...CLONE, ...parameters });
  const withDefaults = { ip: valuesFrom({ ip: '192.0.2.10' }).ip, ...DEFAULTS };

  it('are read', () => {
    const { request, problems, warnings } = shared({
      clusterip_firewall: 'iptables',
      clusterip_hash_seed: '0xDeadBeef',
      clusterip_table: 'my-table_1.a',
      clusterip_chain: 'CLUSTER',
      clusterip_mac_mangle: 'no',
      clusterip_hash: 'sourceip',
      mac: '01:00:5E:00:01:0a',
    });
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
    expect(request).toEqual({
      ...withDefaults,
      firewall: 'iptables',
      clusterip_table: 'my-table_1.a',
      clusterip_chain: 'CLUSTER',
      hashSeed: 0xdeadbeef,
      sharedMac: Uint8Array.of(1, 0, 0x5e, 0, 1, 0x0a),
      clusterip_mac_mangle: false,
    });
  });

  it.each([
    ['1', 1],
    ['4294967295', 0xffffffff],
    ['0x1', 1],
    ['0xffffffff', 0xffffffff],
  ])('clusterip_hash_seed=%s', (text, seed) => {
    expect(shared({ clusterip_hash_seed: text }).request?.hashSeed).toBe(seed);
  });

  it.each(MALFORMED)('%s=%j is a problem, and leaves the default', (name, value) => {
    const { request, problems } = shared({ [name]: value });
    expect(problems).toEqual([expect.stringContaining(`${name}=${JSON.stringify(value)} `)]);
    expect(request).toEqual(withDefaults);
  });

  it.each(['sourceip-sourceport', 'sourceip-sourceport-destport'])(
    'clusterip_hash=%s is accepted with a warning',
    (text) => {
      const { problems, warnings } = shared({ clusterip_hash: text });
      expect(problems).toEqual([]);
      expect(warnings).toEqual([
        `clusterip_hash="${text}": clients are distributed by their address, as with sourceip`,
      ]);
    },
  );

  it.each(MALFORMED)(
    '%s=%j is the same problem on an address that is not shared',
    (name, value) => {
      const { request, problems, warnings } = readValues({ ip: '192.0.2.10', [name]: value });
      expect({ problems, warnings }).toEqual({
        problems: shared({ [name]: value }).problems,
        warnings: [],
      });
      expect(request).toEqual(withDefaults);
    },
  );

  it.each(MALFORMED)('%s=%j is ignored by monitor', (name, value) => {
    expect(readValues({ ip: '192.0.2.10', [name]: value }, 'monitor')).toEqual({
      request: withDefaults,
      problems: [],
      warnings: [],
    });
  });

  it.each(WITHOUT_EFFECT_UNLESS_SHARED)(
    '%s=%s has no effect on an address that is not shared',
    (name, value) => {
      const { request, problems, warnings } = readValues({ ip: '192.0.2.10', [name]: value });
      expect(problems).toEqual([]);
      expect(warnings).toEqual([expect.stringMatching(new RegExp(`^${name}=.* has no effect on`))]);
      expect(request).toEqual(withDefaults);
    },
  );

  it('are no warning if they have their defaults', () => {
    const { warnings } = readValues({
      ip: '192.0.2.10',
      clusterip_firewall: 'auto',
      clusterip_mac_mangle: 'true',
    });
    expect(warnings).toEqual([]);
  });
});
