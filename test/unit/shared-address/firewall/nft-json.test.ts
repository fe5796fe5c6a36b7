import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../lib/shared-address/firewall/json.ts';
import {
  chainsOf,
  decodeRule,
  encodeRule,
  isAboutNeighbours,
  type ListedRule,
  readRule,
} from '../../../../lib/shared-address/firewall/nft-json.ts';
import type { Rule } from '../../../../lib/shared-address/firewall/rule.ts';
import type { Family } from '../../../../lib/wire/ip-address.ts';
import { HASH, IPV4, IPV6, NFT_RULES } from '../../../native/firewall/golden-rules.ts';

interface Written {
  readonly expr: readonly { readonly [kind: string]: object | null }[];
}

function encode(family: Family, rule: Rule): Written & { readonly [key: string]: Json } {
  const [input, output] = chainsOf(family, 'table', 'chain');
  const base = isAboutNeighbours(rule) ? output : input;
  if (!base) throw new Error('a chain is missing');
  return encodeRule(base.chain, rule) as never;
}

function shownAs(written: object): ListedRule {
  return readRule({ handle: 1, ...written });
}

describe('a rule', () => {
  it.each(NFT_RULES)('of $family comes back from what nft shows: $rule', ({ family, rule }) => {
    expect(decodeRule(shownAs(encode(family, rule)))).toEqual(rule);
  });

  it('that takes packets makes them the host’s own, and drops the others', () => {
    const share = encode('inet', { role: 'share', ...IPV4, hash: HASH });
    expect(share).toMatchObject({
      family: 'ip',
      comment: `floatip 10.0.0.10 share ${IPV4.mac}`,
      expr: [
        { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'eth0' } },
        {
          match: {
            op: '==',
            left: { payload: { protocol: 'ip', field: 'daddr' } },
            right: '10.0.0.10',
          },
        },
        {
          match: {
            op: '==',
            left: {
              jhash: {
                mod: 3,
                seed: 0x9e1a9a36,
                expr: { payload: { protocol: 'ip', field: 'saddr' } },
              },
            },
            right: { set: [0, 2] },
          },
        },
        { mangle: { key: { meta: { key: 'pkttype' } }, value: 'host' } },
        { accept: null },
      ],
    });
    expect(encode('inet', { role: 'rest', ...IPV4 }).expr.at(-1)).toEqual({ drop: null });
  });

  it.each<[Family, number, number]>([
    ['inet', 24, 4],
    ['inet6', 32, 16],
  ])(
    'for ICMP errors of %s hashes the client that is at %d of the message',
    (family, at, length) => {
      const common = family === 'inet' ? IPV4 : IPV6;
      const { expr } = encode(family, { role: 'error-share', ...common, hash: HASH });
      const left = {
        jhash: { expr: { payload: { base: 'th', offset: at * 8, len: length * 8 } } },
      };
      expect(expr[3]).toMatchObject({ match: { left } });
    },
  );

  it('for Neighbour Advertisements writes the address at 26, and makes up for it at 6', () => {
    const { expr } = encode('inet6', {
      role: 'advertisement',
      ...IPV6,
      ownMac: '02:00:00:00:00:07',
    });
    // 0x0200 + 0x0000 + 0x0007 - (0x0300 + 0x5e00 + 0x010a), in one's complement.
    expect(expr.slice(-2)).toEqual([
      {
        mangle: {
          key: { payload: { base: 'th', offset: 208, len: 48 } },
          value: 0x03005e00010a,
        },
      },
      {
        mangle: {
          key: { payload: { base: 'th', offset: 48, len: 16 } },
          value: 0x9ffc,
        },
      },
    ]);
  });
});

describe('what nft shows', () => {
  const share = encode('inet', { role: 'share', ...IPV4, hash: HASH });
  /** Its match of buckets with some parts changed. */
  const shown = (parts: object): ListedRule => {
    const expr = share.expr.map((expression, at) =>
      at === 2 ? { match: { ...expression.match, ...parts } } : expression,
    );
    return shownAs({ ...share, expr });
  };

  it.each<[string, unknown, number[]]>([
    ['a number in place of a set of one', 1, [2]],
    ['a set in any order', { set: [2, 0] }, [1, 3]],
    ['a range', { range: [0, 2] }, [1, 2, 3]],
    ['a set with ranges', { set: [{ range: [0, 1] }, 4] }, [1, 2, 5]],
    ['something else', '@buckets', []],
  ])('for buckets: %s', (_, right, buckets) => {
    expect(decodeRule(shown({ right }))?.hash?.buckets).toEqual(buckets);
  });

  it.each([undefined, null, '', 'floatip', 'somebody 10.0.0.10 share', 'floatip10.0.0.10'])(
    'with the comment %j is none of ours',
    (comment) => {
      expect(decodeRule(shownAs({ ...share, comment }))).toBeUndefined();
    },
  );

  it.each(['family', 'table', 'chain', 'handle'])('without its %s is refused', (name) => {
    expect(() => shownAs({ ...share, [name]: null })).toThrow(`its output lacks a valid ${name}`);
  });

  it('was inverted by hand: then there are no buckets', () => {
    expect(decodeRule(shown({ op: '!=' }))?.hash).toBeUndefined();
  });

  it.each([
    { range: [0, 0xffffffff] },
    { range: [1e300, 1e300] },
    { set: Array.from({ length: 9 }, () => ({ range: [0, 60_000] })) },
  ])('for more buckets than anybody has does not take all memory: %j', (right) => {
    expect(decodeRule(shown({ right }))?.hash?.buckets.length).toBeLessThan(65_537);
  });

  it('says which hardware address is really written', () => {
    const sender = encode('inet', { role: 'sender', ...IPV4 });
    const expr = sender.expr.slice(0, -1);
    const key = { payload: { protocol: 'arp', field: 'saddr ether' } };
    const changed = [...expr, { mangle: { key, value: '02:00:00:00:00:99' } }];
    expect(decodeRule(shownAs({ ...sender, expr: changed }))?.mac).toBe('02:00:00:00:00:99');
  });

  it('never is a jump: the kernel calls the chains', () => {
    expect(() => encode('inet', { role: 'jump', ...IPV4 })).toThrow(RangeError);
  });
});
