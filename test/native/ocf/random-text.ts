import { decodeUtf8, encodeUtf8 } from '../../../lib/wire/utf8.ts';
import type { Random } from '../random.ts';

/** Pieces of valid and invalid values. */
const PIECES = [
  ...[
    '192.0.2.10',
    '2001:db8::10',
    'fe80::1',
    '::ffff:',
    '10.',
    '0',
    '1',
    '24',
    '64',
    '255',
    '999',
  ],
  ...[
    'eth0',
    'lo',
    'vip',
    'a',
    'F',
    'g',
    'x',
    '0x',
    '0X',
    'e',
    'Infinity',
    'NaN',
    'true',
    'no',
    'ja',
  ],
  ...['forever', 'auto', 'both', 'kernel', 'send_arp', '-A', '-U', 'sourceip', '01:00:5e:00:01:0a'],
  ...[
    '.',
    '..',
    ':',
    '/',
    '%',
    '+',
    '-',
    '_',
    '#',
    ',',
    ';',
    '$(',
    '"',
    '\\',
    "'",
    ' ',
    '  ',
    '\t',
  ],
  ...[
    '\n',
    '\r\n',
    '\u0000',
    '\u001b[31m',
    '\u007f',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\u2029',
    '\u3000',
  ],
  ...['é', 'e\u0301', 'ß', 'İ', '٣', '☃', '🦋', '\ufeff', '\ufffd', '\uffff', '\u{10ffff}'],
];

const NUMERALS = [
  ...[
    '0',
    '-0',
    '1',
    '00012',
    '255',
    '256',
    '2147483647',
    '2147483648',
    '4294967295',
    '4294967296',
  ],
  ...[
    '9007199254740993',
    '18446744073709551616',
    '1e3',
    '1e400',
    '-1',
    '+1',
    '.5',
    '5.',
    '1.5',
    '1_000',
  ],
  ...[
    '0x10',
    '-0x10',
    '0x',
    '0b1',
    '0o7',
    '0xffffffff',
    '0x100000000',
    ' 12 ',
    '\n12',
    '12\u0000',
    '1,5',
  ],
];

/** Random text, decoded from octets as the environment is. */
export class RandomText {
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  next(): string {
    switch (this.random.below(5)) {
      case 0:
        return this.random.pick(NUMERALS);
      case 1:
        return this.near(this.random.pick(NUMERALS));
      case 2:
        return decodeUtf8(this.random.octets(this.random.below(12)));
      default:
        return this.#pieces();
    }
  }

  /** The same text with a few octets changed. */
  near(text: string): string {
    return decodeUtf8(this.random.mutated(encodeUtf8(text)));
  }

  #pieces(): string {
    let text = '';
    for (let n = this.random.below(6); n >= 0; n--) text += this.random.pick(PIECES);
    return text;
  }
}
