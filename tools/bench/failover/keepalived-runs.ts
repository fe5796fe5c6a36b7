/** The same failovers without a cluster manager: VRRP. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Node } from '../../../lab/cluster/node.ts';
import { Keepalived, type VrrpSettings } from './keepalived.ts';
import { wireMoments } from './moments.ts';
import type { Contender, Run, Scenario } from './run.ts';
import type { Segment } from './segment.ts';
import type { Watch } from './watch.ts';

export type VrrpContender = Extract<Contender, `keepalived${string}`>;

export const VRRP: Readonly<Record<VrrpContender, VrrpSettings>> = {
  'keepalived, 1 s': { version: 2, interval: 1, priority: 100 },
  'keepalived, 1 s, priority 254': { version: 2, interval: 1, priority: 254 },
  'keepalived, 0.1 s': { version: 3, interval: 0.1, priority: 100 },
};

/** VRRP has one kind of planned move: the daemon ends, and announces priority 0. */
export type VrrpScenario = Extract<Scenario, 'standby' | 'kill' | 'cable cut'>;
export const VRRP_SCENARIOS: readonly VrrpScenario[] = ['standby', 'kill', 'cable cut'];

export interface VrrpTheatre {
  readonly hosts: readonly [first: Node, second: Node];
  readonly segment: Segment;
  readonly watch: Watch;
  /** Powers on a host, and prepares it. */
  readonly boot: (host: Node) => Promise<void>;
}

/** Each run moves the address from the host that has it to the other one. */
export async function measureKeepalived(
  theatre: VrrpTheatre,
  contender: VrrpContender,
  scenario: VrrpScenario,
  runs: number,
  tell: (run: Run) => void,
): Promise<void> {
  const { hosts, segment } = theatre;
  const start = (host: Node) => Keepalived.start(host, segment.address, VRRP[contender]);
  let holder = await start(hosts[0]);
  await segment.conversation.waitUntilAnsweredBy(holder.node);
  let standby = await start(hosts[1]);
  for (let i = 0; i < runs; i++) {
    tell(await measure(theatre, contender, scenario, holder, standby));
    const { node } = holder;
    if (scenario === 'cable cut') {
      // It still has the address, and could become master when it is plugged in again.
      await holder.stop();
      await node.plug();
    }
    if (!node.powered) await theatre.boot(node);
    [holder, standby] = [standby, await start(node)];
  }
  await holder.stop();
  await standby.stop();
}

async function measure(
  { segment, watch }: VrrpTheatre,
  contender: VrrpContender,
  scenario: VrrpScenario,
  holder: Keepalived,
  standby: Keepalived,
): Promise<Run> {
  const { node: from } = holder;
  const happen: Record<VrrpScenario, () => Promise<void>> = {
    standby: () => holder.stop(),
    kill: () => from.kill(),
    'cable cut': () => from.cut(),
  };
  // At a random time after an advertisement.
  await sleep(Math.random() * VRRP[contender].interval * 1000);
  const sighting = await segment.watch(from, [standby.node], happen[scenario]);
  const { since, lastAnswer, frames, lost, astray } = sighting;
  const told = since - lastAnswer;
  return {
    scenario,
    contender,
    at: {
      ...wireMoments(sighting, watch),
      ...(scenario === 'standby' ? { stopBegun: told } : { happened: told }),
    },
    lost,
    frames: frames.map((time) => time - lastAnswer),
    astray,
  };
}
