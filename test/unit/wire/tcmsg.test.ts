import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../lib/wire/octets.ts';
import {
  decodeQueueing,
  decodeTrafficFilter,
  encodeTrafficFilter,
  TC_INGRESS,
} from '../../../lib/wire/tcmsg.ts';
import { ascii, bytesOf, hex } from '../support/fields.ts';

const HEADER = {
  family: '00 00 00 00',
  ifindex: '03 00 00 00',
  handle: '00 00 00 00',
  parent: 'ff ff ff ff',
  info: '02 00 00 00',
};

it('a request for the filters of an interface', () => {
  expect(encodeTrafficFilter(3, TC_INGRESS)).toEqual(
    hex('00 00 00 00 03 00 00 00 00 00 00 00 f2 ff ff ff 00 00 00 00'),
  );
});

describe('decodeQueueing', () => {
  it('netem that loses all packets', () => {
    const fields = {
      ...HEADER,
      TCA_KIND: `0a 00 01 00 ${ascii('netem')} 00 00 00`,
      TCA_OPTIONS: `14 00 02 00 00 00 00 00 e8 03 00 00 ff ff ff ff 00 00 00 00`,
    };
    expect(decodeQueueing(bytesOf(fields))).toEqual({ index: 3, kind: 'netem', loss: 1 });
  });

  it('another one loses nothing', () => {
    const fields = { ...HEADER, TCA_KIND: `0b 00 01 00 ${ascii('clsact')} 00 00` };
    expect(decodeQueueing(bytesOf(fields))).toEqual({ index: 3, kind: 'clsact', loss: 0 });
  });

  it('refuses a short message', () => {
    expect(() => decodeQueueing(new Uint8Array(19))).toThrow(MalformedMessage);
  });
});

describe('decodeTrafficFilter', () => {
  const kind = `0d 00 01 00 ${ascii('matchall')} 00 00 00 00`;
  // TCA_MATCHALL_ACT with one action: gact with the parameters index 1, capab 0, action 2 (TC_ACT_SHOT).
  const action = (verdict: string) =>
    [
      '34 00 02 00',
      '30 00 02 00',
      '2c 00 01 00',
      `09 00 01 00 ${ascii('gact')} 00 00 00 00`,
      '1c 00 02 00',
      `18 00 02 00 01 00 00 00 00 00 00 00 ${verdict} 00 00 00 00 00 00 00 00`,
    ].join(' ');

  it.each([
    ['drops', '02 00 00 00', true],
    ['accepts', '00 00 00 00', false],
  ])('one that %s', (_, verdict, drops) => {
    const info = '00 03 01 c0'; // preference 49153, ETH_P_ALL
    const fields = { ...HEADER, info, TCA_KIND: kind, TCA_OPTIONS: action(verdict) };
    expect(decodeTrafficFilter(bytesOf(fields))).toEqual({
      index: 3,
      kind: 'matchall',
      preference: 49153,
      etherType: 3,
      drops,
    });
  });

  it('a message without options is no filter', () => {
    expect(decodeTrafficFilter(bytesOf({ ...HEADER, TCA_KIND: kind }))).toBeUndefined();
  });
});
