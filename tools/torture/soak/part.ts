/** Monitors, starts and stops in great number in one namespace, and an announcer that runs meanwhile. */

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { announcers } from '../../../lab/announcers.ts';
import { Lab } from '../../../lab/lab.ts';
import { monotonicTime } from '../../../lab/monotonic-time.ts';
import { until } from '../../../lab/until.ts';
import { OCF_NOT_RUNNING, OCF_SUCCESS } from '../../../ocf-metadata/exit-status.ts';
import { differences, HostState } from '../faults/host-state.ts';
import type { Budget, Part, Result } from '../part.ts';
import { ActionLoop } from './action-loop.ts';
import { compareMemory, kernelMemory } from './kernel-memory.ts';
import { LongAnnouncer } from './long-announcer.ts';

export const part: Part = { name: 'soak', share: 1.5, run };

const ROUNDS = { arp_count: 2, arp_interval: 1, arp_late: 0 };
const ADDRESSES = [
  { ip: '10.0.0.10', ...ROUNDS },
  { ip: '2001:db8::10', dad: 'none', ...ROUNDS },
];

/** In all: what the figures of docs/reliability.md are about. */
const MAX_STARTS = 10_000;
const MONITORS_PER_START = 10;
/** Starts between two looks at the state. */
const STARTS_PER_LOOK = 50;

async function run(budget: Budget): Promise<Result> {
  return soak(budget, MAX_STARTS, budget.untilMs);
}

/**
 * @param maxStarts at most so many starts run
 * @param announceUntilMs monotonicTime() until which the announcer runs, if it is later than the last action
 */
export async function soak(
  budget: Budget,
  maxStarts: number,
  announceUntilMs = 0,
): Promise<Result> {
  const lab = await Lab.create();
  const loops: ActionLoop[] = [];
  const problems: string[] = [];
  let state: HostState | undefined;
  try {
    const host = await lab.addHost('soak');
    await lab.plug(host, 'eth0', '10.0.0.1/24');
    await host.ip('address add 2001:db8::1/64 dev eth0 nodad');
    await host.waitForDad();
    state = new HostState(host);
    const folder = await mkdtemp(join(tmpdir(), 'soak-'));
    for (const address of ADDRESSES) {
      loops.push(new ActionLoop(host, address, join(folder, `errors-${loops.length}`)));
    }
    const announcer = await LongAnnouncer.start(lab);
    const before = await state.lines(false);
    const memory = kernelMemory();
    let starts = 0;
    let monitors = 0;
    const act = async (action: string, count: number, wanted: number) => {
      const answers = await Promise.all(loops.map((loop) => loop.run(action, count, wanted)));
      for (const answer of answers.filter(Boolean)) {
        problems.push(answer);
        budget.say(`FAILED: ${answer}`);
      }
    };
    while (monotonicTime() < budget.untilMs && starts < maxStarts) {
      for (let i = 0; i < STARTS_PER_LOOK && starts < maxStarts; i++) {
        await act('start', 1, OCF_SUCCESS);
        await act('monitor', MONITORS_PER_START - 1, OCF_SUCCESS);
        await act('stop', 1, OCF_SUCCESS);
        await act('monitor', 1, OCF_NOT_RUNNING);
        starts += loops.length;
        monitors += MONITORS_PER_START * loops.length;
      }
      // A process that has sent its last frame may still be ending.
      await until('no announcer runs', () => announcers(host), {
        accept: (pids) => pids.length === 0,
      });
      for (const change of differences(before, await state.lines(false))) {
        problems.push(change);
        budget.say(`FAILED: after ${starts} starts: ${change}`);
      }
    }
    const after = kernelMemory();
    await sleep(Math.max(0, announceUntilMs - monotonicTime()));
    const announced = await announcer.stop();
    for (const problem of announced.problems) budget.say(`FAILED: ${problem}`);
    problems.push(...announced.problems);
    return {
      tried: starts + monitors,
      failed: problems.length,
      lines: [
        `${monitors} monitors, ${starts} starts and stops of ${ADDRESSES.map(({ ip }) => ip).join(' and ')} in one namespace`,
        ...compareMemory(memory, after),
        ...announced.lines,
      ],
    };
  } finally {
    for (const loop of loops) await loop.close();
    await state?.close();
    await lab.close();
  }
}
