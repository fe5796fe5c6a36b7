/** Runs a case with one of the agents. */
import type { AgentRun } from '../../lab/agent.ts';
import { type Case, type Step, USUAL_PARAMETERS, USUAL_STEPS } from './case.ts';
import { FrameCount } from './frames.ts';
import { KernelState } from './kernel-state.ts';
import { makeWorld, type World } from './world.ts';

/** Names of the methods of Host that run them. */
export type AgentName = 'agent' | 'ipaddr2';

export interface Outcome {
  /** State of the kernel before the first step. */
  readonly before: readonly string[];
  readonly steps: readonly StepOutcome[];
  readonly settings: readonly string[];
  /** Empty if they are not compared. */
  readonly frames: readonly string[];
}

export interface StepOutcome {
  /** Number and action: an action may occur twice. */
  readonly step: string;
  readonly status: number;
  /** Output of the action status. */
  readonly said: string;
  readonly state: readonly string[];
}

export async function outcomeOf(oneCase: Case, agent: AgentName): Promise<Outcome> {
  const world = await makeWorld(oneCase);
  const kernel = new KernelState(world.node, concernsFirewall(oneCase));
  let capture: FrameCount | undefined;
  try {
    capture = await FrameCount.start(world.neighbour);
    const before = await kernel.lines();
    const steps: StepOutcome[] = [];
    for (const [index, step] of (oneCase.steps ?? USUAL_STEPS).entries()) {
      const run = await take(step, oneCase, world, agent);
      if (!run) continue;
      // Background processes of IPaddr2 have ended: runAgent waits until their output is closed.
      await world.node.waitForAnnouncers();
      const state = await kernel.lines();
      const said = step === 'status' ? run.stdout : '';
      steps.push({ step: `${index + 1} ${step}`, status: run.status, said, state });
    }
    const settings = await kernel.settings();
    const all = await capture.finish();
    const frames = agent === 'agent' ? all.filter((line) => !isSearch(line, oneCase)) : all;
    return { before, steps, settings, frames: oneCase.framesVary === undefined ? frames : [] };
  } finally {
    capture?.stop();
    await kernel.close();
    await world.close();
  }
}

/**
 * Whether a frame belongs to the search for another owner, which only VirtualIP makes: an ARP Probe, an answer to it
 * from another interface of the node, or a Neighbor Solicitation from a link-local address. With run_arping, both
 * agents send ARP Probes.
 */
function isSearch(line: string, { parameters = {} }: Case): boolean {
  if (/\) fe80::\S+ > ff02::1:ff\S+ ICMP6, neighbor solicitation/.test(line)) return true;
  const isProbe = / tell 0\.0\.0\.0$/.test(line) && parameters.run_arping === undefined;
  return isProbe || /^\d+ x eth\d > eth\d: Reply /.test(line);
}

async function take(
  step: Step,
  oneCase: Case,
  world: World,
  agent: AgentName,
): Promise<AgentRun | undefined> {
  const [, program, command = ''] = /^(neighbour ip|ip|sysctl) (.*)$/.exec(step) ?? [];
  if (program === 'neighbour ip') await world.neighbour.ip(command);
  else if (program === 'ip') await world.node.ip(command);
  else if (program === 'sysctl') await world.node.run('sysctl', '-qw', command);
  else if (step === 'detection ends') await world.node.waitForDad();
  else return act(step, oneCase, world, agent);
  return undefined;
}

function act(
  step: Step,
  { parameters, calledOn = 'node' }: Case,
  world: World,
  agent: AgentName,
): Promise<AgentRun> {
  // A probe is a monitor with interval 0.
  const values: Record<string, string> = { CRM_meta_interval: step === 'monitor' ? '10000' : '0' };
  // IPaddr2 sends nothing later, and asks nobody.
  const alone = agent === 'agent' ? { arp_late: '0', announce_to: 'none' } : {};
  for (const [name, value] of Object.entries({ ...alone, ...USUAL_PARAMETERS, ...parameters })) {
    if (value !== undefined) values[name] = value.replace('$node', world.node.namespace);
  }
  return world[calledOn][agent](step === 'probe' ? 'monitor' : step, values);
}

function concernsFirewall({ parameters = {} }: Case): boolean {
  return Object.keys(parameters).some((name) => /^CRM_meta_clone|^clusterip/.test(name));
}
