/**
 * Runs and measures programs inside a network namespace, so that `ip netns exec` is not part of the measurement. It
 * is started once in each namespace, and serves requests (protocol.ts) until its stdin ends.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { realTime } from '../../lab/real-time.ts';
import { census } from './census.ts';
import { Child } from './child.ts';
import { countInstructions } from './instructions.ts';
import { momentOfAddress } from './moment.ts';
import { adoptOrphans, reapOrphans } from './orphans.ts';
import type { Answers, Moment, Remains, Request, Watched } from './protocol.ts';

/** Time limit for the notification of an address, and for the end of background processes. */
const TIMEOUT_MS = 20_000;

async function watch({ command, ip, endAfter }: Extract<Request, { kind: 'watch' }>) {
  const started: Child[] = [];
  let moment: Moment;
  let begun = 0;
  try {
    moment = momentOfAddress(ip, TIMEOUT_MS, () => {
      begun = realTime();
      started.push(new Child(command));
    });
    if (endAfter !== undefined) await sleep(endAfter);
  } finally {
    if (endAfter !== undefined) started[0]?.kill('SIGTERM');
  }
  const run = started[0]?.end();
  if (!run) throw new Error('no process was started');
  return { ...run, moment, begun } satisfies Watched;
}

function reap(): Remains {
  const begin = performance.now();
  const cpu = reapOrphans(TIMEOUT_MS);
  return { wall: performance.now() - begin, cpu };
}

async function answer(request: Request): Promise<Answers[keyof Answers]> {
  switch (request.kind) {
    case 'run':
      return new Child(request.command).end();
    case 'watch':
      return watch(request);
    case 'reap':
      return reap();
    case 'trace':
      return census(request.command);
    case 'count':
      return countInstructions(request.command);
    default: {
      const never: never = request;
      return never;
    }
  }
}

adoptOrphans();
for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(JSON.parse(line)).catch((error: Error) => ({ error: error.message }));
  writeSync(1, `${JSON.stringify(reply)}\n`);
}
