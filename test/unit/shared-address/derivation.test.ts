import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { deriveHardwareAddress, deriveSeed } from '../../../lib/shared-address/derivation.ts';

/** What md5sum(1) says of a text. */
function md5sum(input: string): string {
  return execaSync('md5sum', { input }).stdout.slice(0, 32);
}

/** IPaddr2's recipe by hand: twelve digits, the second of them made 1 where it is even. */
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

  it('is that of the recipe for any address, and always a multicast one', () => {
    for (let last = 1; last < 255; last++) {
      const ip = `192.0.2.${last}`;
      const octets = deriveHardwareAddress(ip, 24, '192.0.2.255');
      expect((octets[0] ?? 0) & 1).toBe(1);
      if (last % 16 === 0) expect(octets.toHex()).toBe(byHand(`${ip} 24 192.0.2.255`));
    }
  });
});

describe('the seed', () => {
  it.each(['10.0.0.10', '192.0.2.10', '2001:db8::10'])('of %s begins its MD5', (ip) => {
    expect(deriveSeed(ip)).toBe(Number.parseInt(md5sum(ip).slice(0, 8), 16));
  });

  it('is 1 where the MD5 begins with 32 zeros', () => {
    // No address is known to have such an MD5; this text is.
    expect(md5sum('jk8ssl')).toMatch(/^00000000/);
    expect(deriveSeed('jk8ssl')).toBe(1);
  });
});
