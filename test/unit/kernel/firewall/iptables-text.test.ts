import { describe, expect, it } from 'vitest';
import {
  decodeArpLine,
  decodeLine,
  encodeArpRule,
  encodeLines,
  mergeBuckets,
} from '../../../../lib/kernel/firewall/iptables-text.ts';
import type { Rule } from '../../../../lib/kernel/firewall/rule.ts';

const COMMON = { ip: '10.0.0.10', nic: 'eth0', mac: '03:00:5e:00:01:0a' };
const hash = (...buckets: number[]) => ({ total: 32, seed: 0xfffffffe, buckets });

/** The rule, the lines that make it, and what iptables 1.8.9 shows for them. */
const LINES: readonly [Rule, string[], string[]][] = [
  [
    { role: 'share', ...COMMON, hash: hash(1, 32) },
    [
      '-A mine -i eth0 -d 10.0.0.10 -m cluster --cluster-total-nodes 32 --cluster-local-node 1 --cluster-hash-seed 4294967294 -m comment --comment "floatip 10.0.0.10 share 03:00:5e:00:01:0a" -j RETURN',
      '-A mine -i eth0 -d 10.0.0.10 -m cluster --cluster-total-nodes 32 --cluster-local-node 32 --cluster-hash-seed 4294967294 -m comment --comment "floatip 10.0.0.10 share 03:00:5e:00:01:0a" -j RETURN',
    ],
    [
      'mine -d 10.0.0.10/32 -i eth0 -m cluster --cluster-local-nodemask 0x00000001 --cluster-total-nodes 32 --cluster-hash-seed 0xfffffffe -m comment --comment "floatip 10.0.0.10 share 03:00:5e:00:01:0a" -j RETURN',
      'mine -d 10.0.0.10/32 -i eth0 -m cluster --cluster-local-nodemask 0x80000000 --cluster-total-nodes 32 --cluster-hash-seed 0xfffffffe -m comment --comment "floatip 10.0.0.10 share 03:00:5e:00:01:0a" -j RETURN',
    ],
  ],
  [
    { role: 'rest', ...COMMON },
    [
      '-A mine -i eth0 -d 10.0.0.10 -m comment --comment "floatip 10.0.0.10 rest 03:00:5e:00:01:0a" -j DROP',
    ],
    [
      'mine -d 10.0.0.10/32 -i eth0 -m comment --comment "floatip 10.0.0.10 rest 03:00:5e:00:01:0a" -j DROP',
    ],
  ],
  [
    { role: 'elsewhere', ...COMMON },
    [
      '-A mine ! -i eth0 -d 10.0.0.10 -m pkttype --pkt-type multicast -m comment --comment "floatip 10.0.0.10 elsewhere 03:00:5e:00:01:0a" -j DROP',
    ],
    [
      'mine -d 10.0.0.10/32 ! -i eth0 -m pkttype --pkt-type multicast -m comment --comment "floatip 10.0.0.10 elsewhere 03:00:5e:00:01:0a" -j DROP',
    ],
  ],
];

const decode = (lines: readonly string[]) =>
  mergeBuckets(lines.flatMap((line) => decodeLine(line) ?? []));

describe('a line of iptables', () => {
  it.each(LINES)('%j', (rule, written, shown) => {
    expect(encodeLines('mine', rule)).toEqual(written);
    expect(decode(shown)).toEqual([rule]);
  });

  it('that is there twice is not taken for one', () => {
    const [, , shown = []] = LINES[0] ?? [];
    const [rule] = decode([...shown, ...shown]);
    expect(rule?.hash?.buckets).toEqual([1, 1, 32, 32]);
  });

  it('for other hosts’ numbers or seeds is a rule of its own', () => {
    const [, , [one = ''] = []] = LINES[0] ?? [];
    expect(decode([one, one.replace('0xfffffffe', '0x1')])).toHaveLength(2);
  });

  it.each([
    'mine -d 10.0.0.10/32 -i eth0 -j DROP',
    'mine -m comment --comment "somebody 10.0.0.10 share 03:00:5e:00:01:0a" -j RETURN',
    'mine -m comment --comment floatip -j RETURN',
  ])('that is somebody else’s is none of ours: %s', (line) => {
    expect(decodeLine(line)).toBeUndefined();
  });

  it('that was changed by hand does not pass for ours', () => {
    const [, , [shown = ''] = []] = LINES[0] ?? [];
    const inverted = shown.replace('--cluster-local-nodemask', '! --cluster-local-nodemask');
    expect(decodeLine(inverted)?.hash).toBeUndefined();
  });

  it('leads to our chain first of all', () => {
    const jump: Rule = { ip: '', role: 'jump', nic: '', mac: '' };
    expect(encodeLines('mine', jump)).toEqual(['-I PREROUTING -j mine']);
  });

  it('there is none for what iptables cannot do', () => {
    expect(() => encodeLines('mine', { role: 'advertisement', ...COMMON })).toThrow(RangeError);
    expect(() => encodeLines('mine', { role: 'share', ...COMMON })).toThrow(RangeError);
  });
});

describe('a line of arptables', () => {
  const rule: Rule = { role: 'sender', ...COMMON };

  it('as it is given and as arptables 1.8.9 shows it', () => {
    const words = encodeArpRule(rule).join(' ');
    expect(words).toBe('-o eth0 -s 10.0.0.10 -j mangle --mangle-mac-s 03:00:5e:00:01:0a');
    const shown = '-A OUTPUT -j mangle -o eth0 -s 10.0.0.10 --mangle-mac-s 03:00:5e:00:01:0a';
    expect(decodeArpLine(shown)).toEqual(rule);
  });

  it.each(['-P OUTPUT ACCEPT', '-A OUTPUT -s 10.0.0.10 -j DROP', ''])(
    'that rewrites no sender is none of ours: %s',
    (line) => {
      expect(decodeArpLine(line)).toBeUndefined();
    },
  );
});
