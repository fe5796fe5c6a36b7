/** Prints the client's observations. */
import type { Answer, Total } from '../../../lab/programs/client.ts';
import type { Narrator } from '../narrator.ts';
import type { Outage } from './outage.ts';

export function tellTally(tell: Narrator, answers: readonly Answer[], total: Total): void {
  const byHost = new Map<string, number>();
  for (const { by } of answers) byHost.set(by, (byHost.get(by) ?? 0) + 1);
  const counts = [...byHost].map(([name, count]) => `${count} answers from ${name}`);
  const every = (total.duration / Math.max(1, total.asked - 1)).toFixed(1);
  tell.seen(`${total.asked} requests, one every ${every} ms: ${counts.join(', ')}`);
  const answered = new Set(answers.map(({ number }) => number)).size;
  tell.seen(`${total.asked - answered} requests were not answered`);
}

export function tellOutage(tell: Narrator, outage: Outage): void {
  const { total, waited, agent, nextQuestion, answer, moments } = outage;
  tell.prose('Counted from the last answer of A:');
  for (const { at, what } of moments) tell.seen(`${milliseconds(at)}  ${what}`);
  tell.prose('The outage, from the last answer of A to the first of B, and its parts:');
  tell.seen(`${milliseconds(total)}  in all`);
  tell.seen(`${milliseconds(waited)}  until the cable was cut and start was called`);
  tell.seen(
    `${milliseconds(agent)}  the agent: from the call, "ip netns exec" included, to its ARP`,
  );
  tell.seen(`${milliseconds(nextQuestion)}  until the client sent its next request`);
  tell.seen(
    `${milliseconds(answer)}  until it received the answer, the first one of the service on B`,
  );
  tell.prose(
    'A cluster manager must first detect that A has failed, which takes seconds. This time is not ' +
      'included: it does not depend on the agent.',
  );
  if (Math.min(waited, agent, nextQuestion) < 0) {
    tell.prose(
      'A part is negative because each process records its own times, and one of them had to wait ' +
        'for a processor.',
    );
  }
}

function milliseconds(duration: number): string {
  return `${duration.toFixed(1).padStart(7)} ms`;
}
