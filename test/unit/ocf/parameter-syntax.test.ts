import { describe, expect, it } from 'vitest';
import {
  isFirewallName,
  isInterfaceName,
  isLabel,
  isNamespaceName,
  labelTooLong,
  readHashSeed,
  readInteger,
  readLifetime,
  readMulticastHardwareAddress,
  readPrefixLength,
  readSendArpOptions,
} from '../../../lib/ocf/parameter-syntax.ts';

const NO_NUMBERS = ['', ' ', '-1', '+1', '1.5', '1e1', '0x1', ' 1', '1 ', '1\n', '1,5', '१', 'x'];

describe('readInteger', () => {
  it.each([
    ['0', 0, 0],
    ['1', 1, 1],
    ['007', 0, 7],
    ['2147483647', 0, 2147483647],
    ['0', 1, undefined],
    ['4', 5, undefined],
    ['2147483648', 0, undefined],
    ['99999999999', 0, undefined],
    ['00000000001', 0, undefined],
  ])('%j, at least %i, is %s', (text, minimum, value) => {
    expect(readInteger(text, minimum)).toBe(value);
  });

  it.each([
    ['4294967295', 4294967295],
    ['4294967296', undefined],
    ['7', undefined],
  ])('%j, from 8 to 4294967295, is %s', (text, value) => {
    expect(readInteger(text, 8, 0xffffffff)).toBe(value);
  });

  it.each(NO_NUMBERS)('%j is none', (text) => {
    expect(readInteger(text, 0)).toBeUndefined();
  });
});

describe('readPrefixLength', () => {
  it.each([
    ['1', 32, 1],
    ['32', 32, 32],
    ['128', 128, 128],
    ['0', 32, undefined],
    ['33', 32, undefined],
    ['129', 128, undefined],
    ['024', 32, undefined],
    ['1000', 128, undefined],
  ])('%j of %i bits is %s', (text, bits, length) => {
    expect(readPrefixLength(text, bits)).toBe(length);
  });

  it.each(NO_NUMBERS)('%j is none', (text) => {
    expect(readPrefixLength(text, 32)).toBeUndefined();
  });
});

describe('readLifetime', () => {
  it.each([
    ['0', 0],
    ['3600', 3600],
    ['4294967294', 0xfffffffe],
    ['4294967295', 0xffffffff],
    ['forever', 0xffffffff],
    ['4294967296', undefined],
    ['Forever', undefined],
    ['forever ', undefined],
  ])('%j is %s', (text, seconds) => {
    expect(readLifetime(text)).toBe(seconds);
  });

  it.each(NO_NUMBERS)('%j is none', (text) => {
    expect(readLifetime(text)).toBeUndefined();
  });
});

describe('isInterfaceName', () => {
  it.each([
    ...['eth0', 'eth0.100', 'a', '...', '.a', '-', '@', '%', '"', 'é', '🦋'],
    ...['a'.repeat(127), `${'é'.repeat(63)}a`],
  ])('%j is one', (text) => {
    expect(isInterfaceName(text)).toBe(true);
  });

  it.each([
    ...['', '.', '..', '/', 'a/b', 'a:b', ':', 'a b', 'a\tb', 'a\n', 'a\0', 'a\u00a0b', 'a\u2028'],
    // 128 octets.
    ...['a'.repeat(128), 'é'.repeat(64)],
  ])('%j is none', (text) => {
    expect(isInterfaceName(text)).toBe(false);
  });
});

describe('isNamespaceName', () => {
  it.each(['blue', 'a b', '-', '...', 'a:b', 'a\n', 'n'.repeat(255), `${'é'.repeat(127)}n`])(
    '%j is one',
    (text) => {
      expect(isNamespaceName(text)).toBe(true);
    },
  );

  it.each(['.', '..', '/', 'a/b', '../blue', 'a\0', 'n'.repeat(256), 'é'.repeat(128)])(
    '%j is none',
    (text) => {
      expect(isNamespaceName(text)).toBe(false);
    },
  );
});

describe('isLabel', () => {
  it.each(['vip', '1', 'a:b', '!', '~', '"', "a'b", '..'])('%j is one', (text) => {
    expect(isLabel(text)).toBe(true);
  });

  it.each(['', ' ', 'a b', 'a/b', '/', 'a\n', '\x7f', '\x1f', 'é', '☃'])('%j is none', (text) => {
    expect(isLabel(text)).toBe(false);
  });
});

it('labelTooLong has the number of characters, the maximum and the label', () => {
  expect(labelTooLong('enp0s31f6np0:vip')).toBe(
    'is too long; the label "enp0s31f6np0:vip" has 16 characters, the maximum is 15',
  );
});

describe('readMulticastHardwareAddress', () => {
  it.each([
    ['01:00:5e:00:01:0a', [1, 0, 0x5e, 0, 1, 0x0a]],
    ['01:00:5E:00:01:0A', [1, 0, 0x5e, 0, 1, 0x0a]],
    ['ff:ff:ff:ff:ff:fe', [0xff, 0xff, 0xff, 0xff, 0xff, 0xfe]],
    ['33:33:00:00:00:01', [0x33, 0x33, 0, 0, 0, 1]],
  ])('%s', (text, octets) => {
    expect(readMulticastHardwareAddress(text)).toEqual(Uint8Array.from(octets));
  });

  it.each([
    ...['', ':', ':::::', '01:00:5e:00:01', '01:00:5e:00:01:0a:0b', '01005e00010a'],
    ...['1:0:5e:0:1:a', '01-00-5e-00-01-0a', '01:00:5e:00:01:0g', '01:00:5e:00:01:0a\n'],
    // Unicast, and broadcast.
    ...['00:00:00:00:00:00', '02:00:5e:00:01:0a', 'ff:ff:ff:ff:ff:ff', 'FF:FF:FF:FF:FF:FF'],
  ])('%j is none', (text) => {
    expect(readMulticastHardwareAddress(text)).toBeUndefined();
  });
});

describe('readHashSeed', () => {
  it.each([
    ['1', 1],
    ['4294967295', 0xffffffff],
    ['0x1', 1],
    ['0XdeadBEEF', 0xdeadbeef],
    ['0xffffffff', 0xffffffff],
    ['0000000001', 1],
  ])('%s', (text, seed) => {
    expect(readHashSeed(text)).toBe(seed);
  });

  it.each([
    ...['', '0', '0x0', '0x', '4294967296', '0x100000000', '0x000000001', '-1', '1.5', '1e3'],
    ...[' 1', '1 ', 'ff', '1; reboot', '0b1'],
  ])('%j is none', (text) => {
    expect(readHashSeed(text)).toBeUndefined();
  });
});

describe('isFirewallName', () => {
  it.each(['a', 'Z', 'floatip', 'my-table_1.a', 'x'.repeat(28)])('%j is one', (text) => {
    expect(isFirewallName(text)).toBe(true);
  });

  it.each([
    ...['', '1a', '-t', '_a', '.a', 'a b', 'a;b', 'a"', '$(reboot)', 'a\n', 'é', 'aé'],
    'x'.repeat(29),
  ])('%j is none', (text) => {
    expect(isFirewallName(text)).toBe(false);
  });
});

describe('readSendArpOptions', () => {
  it.each([
    ['-A', 'reply', []],
    ['-U', 'request', []],
    ['-U -A', 'reply', []],
    ['-A -U', 'reply', []],
    ['  -A\t', 'reply', []],
    ['-q -A -s 192.0.2.1', 'reply', ['-q', '-s', '192.0.2.1']],
    ['-w 3', undefined, ['-w', '3']],
    ['-AU', undefined, ['-AU']],
    ['-a', undefined, ['-a']],
    [' ', undefined, []],
    ['', undefined, []],
  ])('%j', (text, type, others) => {
    expect(readSendArpOptions(text)).toEqual({ type, others });
  });
});
