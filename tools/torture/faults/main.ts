/**
 * `make torture-point`: tries one point, POINT=start/ipv4/plain/0.sendto:3/ENOBUFS/stop. With the name of an action and
 * a variant alone, POINT=start/ipv4/plain, lists its system calls and their faults. AGENT=IPaddr2: of the other agent.
 * Exit status 0 if all is as promised, else 1.
 */
import { writeSync } from 'node:fs';
import { beginRun } from '../../../lab/run.ts';
import { type Agent, Attempts } from './attempt.ts';
import { FaultHost } from './fault-host.ts';
import { parsePoint } from './fault-point.ts';
import { faultsOf } from './faults-of-call.ts';
import { Injector } from './injector.ts';
import { subjectNames } from './variants.ts';

const say = (line: string) => writeSync(1, `${line}\n`);

const { POINT: text = '', AGENT: agent = 'VirtualIP' } = process.env;
if (text === '' || (agent !== 'VirtualIP' && agent !== 'IPaddr2')) {
  say('usage: make torture-point POINT=start/ipv4/plain/0.sendto:3/ENOBUFS/stop [AGENT=IPaddr2]');
  process.exit(2);
}
const endRun = await beginRun();
let failed = true;
try {
  failed = await run(text, agent);
} finally {
  await endRun();
}
process.exit(failed ? 1 : 0);

/** Returns whether something is not as promised. */
async function run(what: string, agent: Agent): Promise<boolean> {
  const point = subjectNames().includes(what) ? undefined : parsePoint(what);
  const place = await FaultHost.create();
  const injector = await Injector.create();
  const attempts = new Attempts(place, injector, agent);
  try {
    if (!point) {
      for (const call of await attempts.list(what)) {
        const faults = faultsOf(call).join(' ');
        if (faults)
          say(`${what}/${call.process}.${call.name}:${call.number} = ${call.result}: ${faults}`);
      }
      return false;
    }
    const outcome = await attempts.try(point);
    const problems = [
      ...outcome.problems,
      ...(await place.checkSilences()).map(({ problem }) => problem),
    ];
    const left = await attempts.processesLeft();
    if (left.length > 0) problems.push(`processes left: ${left.join(', ')}`);
    say(`${outcome.isReached ? 'injected' : 'not reached'}; the action: ${outcome.ending}`);
    if (outcome.reason !== undefined) say(`its reason: ${outcome.reason}`);
    for (const problem of problems) say(`not as promised: ${problem}`);
    if (problems.length === 0) say('all as promised');
    return problems.length > 0 || !outcome.isReached;
  } finally {
    await injector.close();
    await place.close();
  }
}
