import { describe, expect, it } from 'vitest';
import { ReceiveBuffer } from '../../../lib/wire/receive-buffer.ts';
import { hex } from '../support/fields.ts';

describe('ReceiveBuffer', () => {
  it.each([0, 4, 24, 8192])('%d octets are a quarter as many words, all zero', (length) => {
    const { octets, words } = new ReceiveBuffer(length);
    expect([octets.length, words.length]).toEqual([length, length / 4]);
    expect(octets.every((octet) => octet === 0)).toBe(true);
  });

  it('shows what is written to its octets as words in host byte order', () => {
    const buffer = new ReceiveBuffer(8);
    buffer.octets.set(hex('01 02 03 04 00 00 00 80'));
    expect([...buffer.words]).toEqual([0x04030201, 0x80000000]);
    buffer.words[0] = 0xa1b2c3d4;
    expect(buffer.octets.subarray(0, 4).toHex()).toBe('d4c3b2a1');
  });

  it('has memory of its own', () => {
    const [one, other] = [new ReceiveBuffer(16), new ReceiveBuffer(16)];
    one.octets.fill(0xff);
    expect([...other.words]).toEqual([0, 0, 0, 0]);
  });
});
