import { hexNumber } from './hex-number.ts';

/**
 * What makes up for a change in a message with an Internet checksum (RFC 1071): the number that a word
 * of zero must become, when `from` is replaced by `to` at an even offset, so that the sum stays the same.
 * @param from,to hardware addresses as text, of the same length
 */
export function checksumCompensation(from: string, to: string): number {
  let sum = 0;
  for (const word of wordsOf(from)) sum += word;
  // In one's complement, the inverse of a word is its negative.
  for (const word of wordsOf(to)) sum += word ^ 0xffff;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

function wordsOf(mac: string): number[] {
  const octets = mac.split(':');
  const words: number[] = [];
  for (let at = 0; at < octets.length; at += 2) {
    words.push(hexNumber(`${octets[at] ?? ''}${octets[at + 1] ?? ''}`));
  }
  return words;
}
