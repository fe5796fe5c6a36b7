import type { Parameters } from '../../lab/agent.ts';
import { action, type Contender, IPV4 } from './contender.ts';
import type { Runner } from './remote.ts';

/** Starts the address, and waits until its announcements are over. */
export async function bringUp(
  runner: Runner,
  contender: Contender,
  parameters: Parameters = IPV4,
): Promise<void> {
  await runner.run(action(contender, 'start', runner.host, parameters));
  await runner.reap();
}

export async function takeDown(
  runner: Runner,
  contender: Contender,
  parameters: Parameters = IPV4,
): Promise<void> {
  await runner.run(action(contender, 'stop', runner.host, parameters));
  await runner.reap();
}
