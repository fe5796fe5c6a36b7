/**
 * Returns the value of a 16-bit word that was 0, so that the Internet checksum (RFC 1071) of a message stays
 * valid when `from` is replaced with `to` at an even offset.
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
    words.push(octetsToNumber(octets.slice(at, at + 2)));
  }
  return words;
}

/** @param octets hexadecimal, the most significant first. @throws RangeError if they are not hexadecimal */
export function octetsToNumber(octets: readonly string[]): number {
  const digits = octets.join('');
  const number = Number(`0x${digits}`);
  if (Number.isNaN(number)) throw new RangeError(`"${digits}" is not a hexadecimal number`);
  return number;
}
