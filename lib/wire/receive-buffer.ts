/** Memory for a datagram, accessible as octets and in units of 32 bits in host byte order. */
export class ReceiveBuffer {
  readonly words: Uint32Array;
  readonly octets: Uint8Array;

  /** @param length in octets, a multiple of 4 */
  constructor(length: number) {
    const words = new Uint32Array(length >> 2);
    this.words = words;
    this.octets = Buffer.from(words.buffer);
  }
}
