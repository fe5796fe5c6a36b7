/** Whether a program can answer at the address. */
import type { Diagnosis } from '../diagnosis.ts';
import type { Facts } from '../facts/facts.ts';

/** More are only counted. */
const MAX_SHOWN = 10;

export function checkService({ ports, ip }: Facts, diagnosis: Diagnosis): void {
  const open: number[] = [];
  for (const { port, at } of ports) if (at !== 'other' && !open.includes(port)) open.push(port);
  if (open.length > 0) {
    const shown = open.slice(0, MAX_SHOWN).join(', ');
    const more = open.length > MAX_SHOWN ? ` and ${open.length - MAX_SHOWN} more` : '';
    diagnosis.isWell(`programs listen at ${ip.text}: TCP port ${shown}${more}`);
    return;
  }
  const others: number[] = [];
  for (const { port } of ports) if (!others.includes(port)) others.push(port);
  diagnosis.add({
    cause: 'service',
    likelihood: 'hint',
    summary: `no program listens on a TCP port of ${ip.text}`,
    seen: [
      others.length === 0
        ? 'no TCP socket of this network namespace listens'
        : `TCP ports ${others.slice(0, MAX_SHOWN).join(', ')} are bound to other addresses`,
    ],
    advice: [
      'ss -ltn',
      'start the service after the address (order constraint or group), or bind it to all addresses',
    ],
  });
}
