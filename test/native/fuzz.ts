/// <reference path="../../build/native/system-calls.d.ts" />
/**
 * Decodes what it reads from standard input: the first octet selects the decoder, each read(2) is one input. A
 * coverage-guided fuzzer gives the inputs (tools/torture/fuzz). An exception other than MalformedMessage ends the program.
 */
import { readParameters } from '../../lib/ocf/read-parameters.ts';
import { MalformedMessage } from '../../lib/wire/octets.ts';
import { decodeUtf8 } from '../../lib/wire/utf8.ts';
import { DECODERS } from './wire/decoders.ts';

const MAX_INPUT = 65_536;

/** Parameters as lines `name=value`. */
function readText(octets: Uint8Array): void {
  const variables: Record<string, string> = {};
  for (const line of decodeUtf8(octets).split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0) variables[`OCF_RESKEY_${line.slice(0, equals)}`] = line.slice(equals + 1);
  }
  readParameters(variables, 'all');
}

function read(input: Uint8Array): void {
  const selected = (input[0] ?? 0) % (DECODERS.length + 1);
  const octets = input.slice(1);
  const decoder = DECODERS[selected];
  if (!decoder) {
    readText(octets);
    return;
  }
  try {
    decoder.decode(octets);
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
  }
}

const buffer = new Uint8Array(MAX_INPUT);
for (;;) {
  const length = sys_read(0, buffer);
  if (length <= 0) break;
  read(buffer.subarray(0, length));
}
