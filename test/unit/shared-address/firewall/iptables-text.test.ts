import { describe, expect, it } from 'vitest';
import {
  decodeArpLine,
  decodeLine,
  encodeArpRule,
  encodeLines,
  mergeBuckets,
} from '../../../../lib/shared-address/firewall/iptables-text.ts';
import type { Rule } from '../../../../lib/shared-address/firewall/rule.ts';
import { IPTABLES_RULES, IPV4 } from '../../../native/firewall/golden-rules.ts';

const decode = (lines: readonly string[]) =>
  mergeBuckets(lines.flatMap((line) => decodeLine(line) ?? []));

describe('a line of iptables', () => {
  it.each(IPTABLES_RULES)('$rule', ({ rule, written, shown }) => {
    expect(encodeLines('mine', rule)).toEqual(written);
    expect(decode(shown)).toEqual([rule]);
  });

  it('that is there twice is not taken for one', () => {
    const shown = IPTABLES_RULES[0]?.shown ?? [];
    const [rule] = decode([...shown, ...shown]);
    expect(rule?.hash?.buckets).toEqual([1, 1, 32, 32]);
  });

  it('for other hosts’ numbers or seeds is a rule of its own', () => {
    const one = IPTABLES_RULES[0]?.shown[0] ?? '';
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
    const shown = IPTABLES_RULES[0]?.shown[0] ?? '';
    const inverted = shown.replace('--cluster-local-nodemask', '! --cluster-local-nodemask');
    expect(decodeLine(inverted)?.hash).toBeUndefined();
  });

  it('leads to our chain first of all', () => {
    const jump: Rule = { ip: '', role: 'jump', nic: '', mac: '' };
    expect(encodeLines('mine', jump)).toEqual(['-I PREROUTING -j mine']);
  });

  it('there is none for what iptables cannot do', () => {
    expect(() => encodeLines('mine', { role: 'advertisement', ...IPV4 })).toThrow(RangeError);
    expect(() => encodeLines('mine', { role: 'share', ...IPV4 })).toThrow(RangeError);
  });
});

describe('a line of arptables', () => {
  const rule: Rule = { role: 'sender', ...IPV4 };

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
