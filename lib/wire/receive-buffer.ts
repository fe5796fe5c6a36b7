/**
 * Memory for a datagram: the same octets one by one, and in units of 32 bits in host byte order, which
 * is how thousands of messages are read.
 */
export class ReceiveBuffer {
  readonly words: Uint32Array;
  readonly octets: Uint8Array;

  /** @param length octets; a multiple of 4 */
  constructor(length: number) {
    const words = new Uint32Array(length >> 2);
    this.words = words;
    this.octets = Buffer.from(words.buffer);
  }
}
