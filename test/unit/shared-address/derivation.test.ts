import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { deriveHardwareAddress, deriveSeed, md5 } from '../../../lib/shared-address/derivation.ts';

/** The digest of a text by md5sum(1). */
function md5sum(input: string): string {
  return execaSync('md5sum', { input }).stdout.slice(0, 32);
}

/** As IPaddr2 derives it: the first twelve digits, the second of which is replaced by 1 if it is even. */
function byHand(line: string): string {
  const digits = md5sum(`${line}\n`).slice(0, 12);
  return digits.replace(/^(.)[02468ace]/, '$11');
}

describe('the hardware address', () => {
  it.each<[string, number, string | undefined, string]>([
    ['10.0.0.10', 24, '10.0.0.255', '5152f584a0ff'],
    ['192.0.2.10', 24, '192.0.2.255', 'd1d8ee29bac8'],
    ['10.0.0.10', 32, undefined, '71eef8cafcdd'],
    ['10.1.2.3', 16, '10.1.255.255', '11a514c79809'],
    ['2001:db8::10', 64, undefined, byHand('2001:db8::10 64')],
    ['10.0.0.10', 24, '+', byHand('10.0.0.10 24 +')],
  ])('of %s %d %s is %s', (ip, prefixLength, broadcast, expected) => {
    const line = [ip, prefixLength, broadcast].filter((word) => word !== undefined).join(' ');
    expect(deriveHardwareAddress(ip, prefixLength, broadcast).toHex()).toBe(expected);
    expect(byHand(line)).toBe(expected);
  });

  it('is a multicast address for each IP address, as IPaddr2 derives it', () => {
    for (let last = 1; last < 255; last++) {
      const ip = `192.0.2.${last}`;
      const octets = deriveHardwareAddress(ip, 24, '192.0.2.255');
      expect((octets[0] ?? 0) & 1).toBe(1);
      if (last % 16 === 0) expect(octets.toHex()).toBe(byHand(`${ip} 24 192.0.2.255`));
    }
  });
});

describe('the seed', () => {
  it.each(['10.0.0.10', '192.0.2.10', '2001:db8::10'])(
    'of %s is the first 32 bits of its MD5',
    (ip) => {
      expect(deriveSeed(ip)).toBe(Number.parseInt(md5sum(ip).slice(0, 8), 16));
    },
  );

  it('is 1 if the first 32 bits of the MD5 are 0', () => {
    // Found by search; no address with such an MD5 is known.
    expect(md5sum('jk8ssl')).toMatch(/^00000000/);
    expect(deriveSeed('jk8ssl')).toBe(1);
  });
});

describe('md5', () => {
  // RFC 1321, appendix A.5.
  it.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a', '0cc175b9c0f1b6a831c399e269772661'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
    [
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
      'd174ab98d277d9f5a5611c2c9f419d9f',
    ],
    ['1234567890'.repeat(8), '57edf4a22be3c955ac49da2e2107b67a'],
  ])('of %j is that of the RFC', (text, digest) => {
    expect(Buffer.from(md5(text)).toString('hex')).toBe(digest);
  });
});
