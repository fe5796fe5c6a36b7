/** Random parameters, variables and arguments, UTF-8 or not. FLOATIP_SEED repeats a run. */
import { writeSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { reasonOf } from '../../lab/launcher/launcher.ts';
import { parameters } from '../../ocf-metadata/parameters.ts';
import { Random } from '../native/random.ts';
import { IPV6, useLaunchedSegment, VIP } from '../support/launched-segment.ts';
import { expectSober } from '../support/malformed.ts';

const launched = useLaunchedSegment();
const { act, person } = launched;

const SEED = Number(process.env.FLOATIP_SEED) || (Date.now() & 0x7fffffff) | 1;
const RUNS = Number(process.env.FLOATIP_RUNS) || 300;

const words = (text: string) => text.split(' ');

const ACTIONS = words('start start monitor stop status validate-all reload-agent usage');
const COMMANDS = words('status explain validate-all monitor stop meta-data --json --help -V -');
/** Without the numbers of rounds: random ones could take too long. */
const NAMES = [
  ...parameters()
    .map(({ name }) => name)
    .filter((name) => name !== 'arp_count' && name !== 'arp_count_refresh'),
  ...words('CRM_meta_clone CRM_meta_clone_max CRM_meta_globally_unique CRM_meta_interval'),
  ...words('CRM_meta_timeout OCF_CHECK_LEVEL netmask nosuch'),
];
const PIECES = [
  ...words('10.0.0. 2001:db8:: 10 24 / : % eth0 lo true no 0x . .. - + e " \\ $(id) @ , ='),
  ...words('999999999999 request 01:00:5e:00:00:01'),
  ...[' ', '\n', '\t'],
  // ä, U+2028, a character beyond 16 bits, U+FEFF, U+FFFD, a control character, an ideographic space.
  ...words(
    '\xc3\xa4 \xe2\x80\xa8 \xf0\x9f\x92\xa9 \xef\xbb\xbf \xef\xbf\xbd \xc2\x85 \xe3\x80\x80',
  ),
];

class Nonsense {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  of<T>(list: readonly T[]): T {
    return list[this.#random.below(list.length)] as T;
  }

  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.#random.below(most) + 1 }, make);
  }

  /** Half of the values are UTF-8. No NUL, which ends a string. */
  value(): string {
    const most = this.of([0x7f, 0xff]);
    const pieces = this.some(5, () => this.of([this.of(PIECES), this.#octets(most)]));
    return pieces.join('').replaceAll('\0', '');
  }

  #octets(most: number): string {
    const octets = this.#random.octets(this.#random.below(6)).map((octet) => octet & most);
    return Buffer.from(octets).toString('latin1');
  }
}

/** Adds seed and arguments to the error of a failed run. */
async function told(what: unknown, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    throw new Error(`FLOATIP_SEED=${SEED}: ${JSON.stringify(what)}: ${error}`);
  }
}

beforeAll(() => {
  writeSync(1, `nonsense: FLOATIP_SEED=${SEED}\n`);
});

it('actions with a random environment end with a valid status, and stop succeeds', async () => {
  const nonsense = new Nonsense(SEED);
  for (let run = 0; run < RUNS; run++) {
    const action = nonsense.of(ACTIONS);
    const parameter = () => `OCF_RESKEY_${nonsense.of(NAMES)}=${nonsense.value()}`;
    const other = () => `${nonsense.of(['HA_', 'OCF_', ''])}${nonsense.value()}`;
    const ip = `OCF_RESKEY_ip=${nonsense.of([VIP, IPV6])}`;
    const few = 'OCF_RESKEY_arp_count=2';
    const given = [...nonsense.some(4, parameter), ip, few, ...nonsense.some(2, other)];
    await told([action, ...given], async () => {
      expectSober(await act(action, ...given));
      // stop with the same parameters must succeed.
      const stop = await act('stop', ...given);
      expectSober(stop);
      expect([stop.status, reasonOf(stop)]).toEqual([0, undefined]);
      expect(await launched.segment.a.addresses('eth0')).toEqual(['10.0.0.1/24']);
    });
  }
});

it('commands with random arguments end with a valid status', async () => {
  const nonsense = new Nonsense(SEED ^ 0x5a5a5a5a || 1);
  for (let run = 0; run < RUNS; run++) {
    const word = () => {
      const assignment = `${nonsense.of(NAMES)}=${nonsense.value()}`;
      return nonsense.of([nonsense.of(COMMANDS), assignment, nonsense.value()]);
    };
    const args = nonsense.some(6, word);
    await told(args, async () => expectSober(await person(...args)));
  }
  expect(await launched.segment.a.addresses('eth0')).toEqual(['10.0.0.1/24']);
});
