/**
 * Runs and measures programs from inside a network namespace, so that no `ip netns exec` stands in
 * front of them and is measured too: started once in each namespace, it serves requests (see
 * protocol.ts) line by line until its stdin ends.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { census } from './census.ts';
import { momentOfAddress } from './moment.ts';
import { adoptOrphans, reapOrphans } from './orphans.ts';
import type { Answers, Command, Moment, Remains, Request, Run, Watched } from './protocol.ts';

/** How long a program may take to do what is waited for, in milliseconds. */
const PATIENCE = 20_000;

function spawn({ argv, environment }: Command) {
  return Bun.spawn([...argv], { env: environment, stdio: ['ignore', 'ignore', 'ignore'] });
}

/** Measures a process from before it is created until its end is known. */
class Stopwatch {
  readonly #begin = Bun.nanoseconds();
  readonly child: ReturnType<typeof spawn>;

  constructor(command: Command) {
    this.child = spawn(command);
  }

  async stop(): Promise<Run> {
    const status = await this.child.exited;
    const wall = (Bun.nanoseconds() - this.#begin) / 1e6;
    // From wait4's rusage: of the process, and of the descendants that it and they waited for. Tried
    // with a shell that burns time in a grandchild. In microseconds.
    const cpu = Number(this.child.resourceUsage()?.cpuTime.total ?? 0) / 1000;
    return { status: this.child.signalCode === null ? status : null, wall, cpu };
  }
}

async function watch({ command, ip, endAfter }: Extract<Request, { kind: 'watch' }>) {
  const started: Stopwatch[] = [];
  let moment: Moment;
  try {
    moment = momentOfAddress(ip, PATIENCE, () => started.push(new Stopwatch(command)));
    if (endAfter !== undefined) await Bun.sleep(endAfter);
  } finally {
    if (endAfter !== undefined) started[0]?.child.kill('SIGTERM');
  }
  const run = await started[0]?.stop();
  if (!run) throw new Error('nothing was started');
  return { ...run, moment } satisfies Watched;
}

function reap(): Remains {
  const begin = Bun.nanoseconds();
  const cpu = reapOrphans(PATIENCE);
  return { wall: (Bun.nanoseconds() - begin) / 1e6, cpu };
}

async function answer(request: Request): Promise<Answers[keyof Answers]> {
  switch (request.kind) {
    case 'run':
      return new Stopwatch(request.command).stop();
    case 'watch':
      return watch(request);
    case 'reap':
      return reap();
    case 'trace':
      return census(request.command);
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
