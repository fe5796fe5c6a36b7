import { describe, expect, it } from 'vitest';
import { decodeRule, encodeRuleFilter } from '../../../lib/wire/fib-rule.ts';
import { MalformedMessage } from '../../../lib/wire/octets.ts';
import { AF_INET } from '../../../lib/wire/socket.ts';
import { ascii, bytesOf, hex } from '../support/fields.ts';

/** `ip rule add from 192.0.2.10 iif eth0 blackhole` as Linux 6.18 reports it. */
const BLACKHOLE = {
  family: '02',
  dst_len: '00',
  src_len: '20', // 32
  tos: '00',
  table: '00',
  reserved: '00 00',
  action: '06', // FR_ACT_BLACKHOLE
  flags: '00 00 00 00',
  FRA_PROTOCOL: '05 00 15 00 03 00 00 00',
  FRA_PRIORITY: '08 00 06 00 fd 7f 00 00', // 32765
  FRA_SRC: '08 00 02 00 c0 00 02 0a',
  FRA_IIFNAME: `09 00 03 00 ${ascii('eth0')} 00 00 00 00`,
};

it('a request for a dump', () => {
  expect(encodeRuleFilter(AF_INET)).toEqual(hex('02 00 00 00 00 00 00 00 00 00 00 00'));
});

describe('decodeRule', () => {
  it('a rule that discards packets', () => {
    expect(decodeRule(bytesOf(BLACKHOLE))).toEqual({
      family: AF_INET,
      priority: 32765,
      action: 'blackhole',
      table: 0,
      inverted: false,
      destination: new Uint8Array(0),
      destinationLength: 0,
      source: hex('c0 00 02 0a'),
      sourceLength: 32,
      inputInterface: 'eth0',
      outputInterface: undefined,
      hasOtherConditions: false,
      ofVrf: false,
    });
  });

  it('the table of 32 bits, an inverted rule and a mark', () => {
    const fields = {
      ...BLACKHOLE,
      action: '01',
      flags: '02 00 00 00',
      FRA_TABLE: '08 00 0f 00 e8 03 00 00',
      FRA_FWMARK: '08 00 0a 00 01 00 00 00',
    };
    expect(decodeRule(bytesOf(fields))).toMatchObject({
      action: 'lookup',
      table: 1000,
      inverted: true,
      hasOtherConditions: true,
    });
  });

  it('the rule of VRFs', () => {
    const fields = { ...BLACKHOLE, FRA_L3MDEV: '05 00 13 00 01 00 00 00' };
    expect(decodeRule(bytesOf(fields)).ofVrf).toBe(true);
  });

  it('refuses a short message', () => {
    expect(() => decodeRule(new Uint8Array(11))).toThrow(MalformedMessage);
  });
});
