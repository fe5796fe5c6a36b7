/** Values and results as text of one line, the same in the compiled program and in Node.js. */
import { hex, toHex } from '../../lib/wire/hex.ts';
import { MalformedMessage } from '../../lib/wire/octets.ts';

export type Write = (line: string) => void;

/** The result of a function, or its exception. */
export function outcome(run: () => string): string {
  try {
    return run();
  } catch (error) {
    if (error instanceof MalformedMessage) return `MalformedMessage: ${error.message}`;
    if (error instanceof RangeError) return `RangeError: ${error.message}`;
    return error instanceof Error ? `${error.name}: ${error.message}` : 'not an Error';
  }
}

/** A string in which all code units except printable ASCII are escaped, and its length. */
export function units(text: string): string {
  let list = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    list += unit > 0x20 && unit < 0x7f ? text.charAt(i) : `\\${hex(unit, 4)}`;
  }
  return `"${list}"(${text.length})`;
}

export function optional(value: number | undefined): string {
  return value === undefined ? '-' : `${value}`;
}

export function optionalOctets(value: Uint8Array | undefined): string {
  return value === undefined ? '-' : `${toHex(value)}/${value.length}`;
}
