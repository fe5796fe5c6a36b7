/** What else takes packets of the address: IPVS. */
import { readFile } from '../../linux/files.ts';
import { wordsOf } from '../../wire/characters.ts';
import { hex } from '../../wire/hex.ts';
import { octetAt } from '../../wire/octets.ts';
import type { Diagnosis } from '../diagnosis.ts';
import type { Facts } from '../facts/facts.ts';

/** The services of IPVS: `TCP  C000020A:0050 rr`, and for each real server a line that begins with an arrow. */
const SERVICES = '/proc/net/ip_vs';
/** In octets. */
const MAX_LENGTH = 1024 * 1024;

export function checkRedirection({ ip }: Facts, diagnosis: Diagnosis): void {
  let text = '';
  try {
    text = readFile(SERVICES, MAX_LENGTH);
  } catch {
    // The kernel has no IPVS.
    return;
  }
  const wanted = ip.family === 'inet' ? octets(ip.bytes) : `[${ip.text}]`;
  const found: string[] = [];
  let isOurs = false;
  let servers = 0;
  for (const line of text.split('\n')) {
    const [first = '', second = ''] = wordsOf(line);
    if (first === '->') {
      if (isOurs) servers++;
      continue;
    }
    isOurs = second.toUpperCase().startsWith(wanted.toUpperCase());
    if (isOurs) found.push(`${first} ${second}`);
  }
  if (found.length === 0) return;
  diagnosis.add({
    cause: 'redirected',
    likelihood: servers === 0 ? 'likely' : 'hint',
    summary:
      servers === 0
        ? `IPVS takes packets for ${ip.text}, and has no real server for them`
        : `IPVS sends packets for ${ip.text} to ${servers} real servers`,
    seen: [`ipvsadm -Ln: ${found.join(', ')}`],
    advice: ['ipvsadm -Ln', 'check the real servers, or delete the service: ipvsadm -D'],
  });
}

function octets(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at++) text += hex(octetAt(bytes, at), 2);
  return text;
}
