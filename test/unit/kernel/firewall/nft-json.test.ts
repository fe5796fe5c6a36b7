import { describe, expect, it } from 'vitest';
import {
  chainsOf,
  decodeRule,
  encodeRule,
  type ListedRule,
} from '../../../../lib/kernel/firewall/nft-json.ts';
import type { Rule } from '../../../../lib/kernel/firewall/rule.ts';
import type { Family } from '../../../../lib/wire/ip-address.ts';

const hash = { total: 3, seed: 0x9e1a9a36, buckets: [1, 3] };
const mac = '03:00:5e:00:01:0a';
const ownMac = '02:00:00:00:00:07';
const IPV4 = { ip: '10.0.0.10', nic: 'eth0', mac };
const IPV6 = { ip: '2001:db8::10', nic: 'eth0', mac };

const RULES: readonly [Family, Rule][] = [
  ['inet', { role: 'share', ...IPV4, hash }],
  ['inet', { role: 'rest', ...IPV4 }],
  ['inet', { role: 'elsewhere', ...IPV4 }],
  ['inet', { role: 'error-share', ...IPV4, hash }],
  ['inet', { role: 'error-rest', ...IPV4 }],
  ['inet', { role: 'sender', ...IPV4 }],
  ['inet6', { role: 'share', ...IPV6, hash }],
  ['inet6', { role: 'rest', ...IPV6 }],
  ['inet6', { role: 'elsewhere', ...IPV6 }],
  ['inet6', { role: 'error-share', ...IPV6, hash }],
  ['inet6', { role: 'error-rest', ...IPV6 }],
  ['inet6', { role: 'neighbours', ...IPV6 }],
  ['inet6', { role: 'advertisement', ...IPV6, ownMac }],
  ['inet6', { role: 'solicitation', ...IPV6, ownMac }],
];

function encode(family: Family, rule: Rule): ListedRule {
  const [input, output] = chainsOf(family, 'table', 'chain');
  const isOut = ['sender', 'advertisement', 'solicitation'].includes(rule.role);
  const chain = isOut ? output : input;
  if (!chain) throw new Error('a chain is missing');
  return { handle: 1, ...encodeRule(chain, rule) } as unknown as ListedRule;
}

describe('a rule', () => {
  it.each(RULES)('of %s comes back from what nft shows: %j', (family, rule) => {
    expect(decodeRule(encode(family, rule))).toEqual(rule);
  });

  it('that takes packets makes them the host’s own, and drops the others', () => {
    const share = encode('inet', { role: 'share', ...IPV4, hash });
    expect(share).toMatchObject({
      family: 'ip',
      comment: `floatip 10.0.0.10 share ${mac}`,
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
      const { expr } = encode(family, { role: 'error-share', ...common, hash });
      const left = {
        jhash: { expr: { payload: { base: 'th', offset: at * 8, len: length * 8 } } },
      };
      expect(expr[3]).toMatchObject({ match: { left } });
    },
  );

  it('for Neighbour Advertisements writes the address at 26, and makes up for it at 6', () => {
    const { expr } = encode('inet6', { role: 'advertisement', ...IPV6, ownMac });
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
  const share = encode('inet', { role: 'share', ...IPV4, hash });
  const shown = (right: unknown): ListedRule => ({
    ...share,
    expr: share.expr.map((expression, at) =>
      at === 2 ? { match: { ...(expression.match as object), right } } : expression,
    ) as ListedRule['expr'],
  });

  it.each<[string, unknown, number[]]>([
    ['a number in place of a set of one', 1, [2]],
    ['a set in any order', { set: [2, 0] }, [1, 3]],
    ['a range', { range: [0, 2] }, [1, 2, 3]],
    ['a set with ranges', { set: [{ range: [0, 1] }, 4] }, [1, 2, 5]],
    ['something else', '@buckets', []],
  ])('for buckets: %s', (_, right, buckets) => {
    expect(decodeRule(shown(right))?.hash?.buckets).toEqual(buckets);
  });

  it.each([undefined, '', 'floatip', 'somebody 10.0.0.10 share', 'floatip10.0.0.10'])(
    'with the comment %j is none of ours',
    (comment) => {
      const { comment: _, ...rest } = share;
      expect(decodeRule(comment === undefined ? rest : { ...rest, comment })).toBeUndefined();
    },
  );

  it('was inverted by hand: then there are no buckets', () => {
    const inverted = share.expr.map((expression, at) =>
      at === 2 ? { match: { ...(expression.match as object), op: '!=' } } : expression,
    ) as ListedRule['expr'];
    expect(decodeRule({ ...share, expr: inverted })?.hash).toBeUndefined();
  });

  it('says which hardware address is really written', () => {
    const sender = encode('inet', { role: 'sender', ...IPV4 });
    const expr = sender.expr.slice(0, -1);
    const key = { payload: { protocol: 'arp', field: 'saddr ether' } };
    const changed = [...expr, { mangle: { key, value: '02:00:00:00:00:99' } }];
    expect(decodeRule({ ...sender, expr: changed })?.mac).toBe('02:00:00:00:00:99');
  });

  it('never is a jump: the kernel calls the chains', () => {
    expect(() => encode('inet', { role: 'jump', ...IPV4 })).toThrow(RangeError);
  });
});
