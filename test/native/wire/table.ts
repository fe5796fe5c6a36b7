/**
 * The results of lib/wire, a line for each case: golden messages, truncated at each octet and with each octet
 * changed, random messages, and the output of encoders for random fields. Different lines of the compiled
 * program and of Node.js are an error.
 */
import { toHex } from '../../../lib/wire/hex.ts';
import { copyOf, octetAt, putOctet } from '../../../lib/wire/octets.ts';
import { Random } from '../random.ts';
import { outcome, type Write } from '../text.ts';
import { DECODERS, type Decoder } from './decoders.ts';
import {
  addressTable,
  dumpTable,
  encoderTable,
  octetTable,
  sameRouteTable,
  textTable,
  utf8Table,
} from './functions.ts';

const SEED = 0x2545f491;
const FUZZED = 300;

export function wireTable(write: Write): void {
  const random = new Random(SEED);
  octetTable(write);
  textTable(write);
  utf8Table(write, random);
  addressTable(write, random);
  encoderTable(write, random);
  dumpTable(write, random);
  for (const decoder of DECODERS) decoderTable(write, random, decoder);
  const routes = DECODERS.find((decoder) => decoder.name === 'rtmsg')?.golden ?? [];
  sameRouteTable(write, random, routes);
}

function decoderTable(write: Write, random: Random, decoder: Decoder): void {
  const decoded = (bytes: Uint8Array) => {
    write(`${decoder.name} ${toHex(bytes)}: ${outcome(() => decoder.decode(bytes))}`);
  };
  for (const golden of decoder.golden) {
    for (let length = golden.length; length >= 0; length--) decoded(golden.subarray(0, length));
    for (let at = 0; at < golden.length; at++) {
      const octet = octetAt(golden, at);
      for (const value of [0, 1, 3, 4, 0x7f, 0x80, 0xff, octet - 1, octet + 1, octet ^ 0x80]) {
        const changed = copyOf(golden);
        putOctet(changed, at, value);
        decoded(changed);
      }
    }
  }
  for (let i = 0; i < FUZZED; i++) {
    for (const golden of decoder.golden) decoded(random.mutated(golden));
    decoded(random.octets(random.below(80)));
  }
}
