/** Whether another network namespace of this host has the address. The last check: the process may end up there. */
import { findInNamespaces } from '../../linux/other-namespaces.ts';
import type { Diagnosis } from '../diagnosis.ts';
import type { Facts } from '../facts/facts.ts';

export function checkNamespaces({ holder, ip, request }: Facts, diagnosis: Diagnosis): void {
  if (holder) return;
  const names = findInNamespaces(ip).filter((name) => name !== request.networkNamespace);
  if (names.length === 0) return;
  const shown = names.map((name) => (name === '' ? 'that of the host itself' : name)).join(', ');
  diagnosis.add({
    cause: 'other-namespace',
    likelihood: 'likely',
    summary: `${ip.text} is in another network namespace of this host: ${shown}`,
    seen: names.map((name) =>
      name === ''
        ? 'the namespace of process 1 has it'
        : `ip -n ${name} address show to ${ip.text}`,
    ),
    advice: [
      'set network_namespace, or leave it out, so that the resource uses the right one',
      'the same address in a container or a test is no fault',
    ],
  });
}
