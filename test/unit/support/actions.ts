/** Runs actions on a fake host, with the parameters in the form in which Pacemaker passes them. */

import { checkReasonLength } from '../../../lab/reason-length.ts';
import type { ActionContext } from '../../../lib/ocf/action-context.ts';
import { readEnvironment } from '../../../lib/ocf/environment.ts';
import type { Log } from '../../../lib/ocf/log.ts';
import { readParameters } from '../../../lib/ocf/read-parameters.ts';
import { type Outcome, outcomeOf } from '../../../lib/ocf/refusal.ts';
import type { FakeHost } from './fake-host.ts';
import { FakeKernel, immediateRuntime, RuntimeUntilExit } from './fake-kernel.ts';

export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** Returns its text for stdout, if it has any. */
export type Action = (context: ActionContext) => unknown;

/** Keeps the lines, each after its level. */
export class MemoryLog implements Log {
  readonly lines: string[] = [];
  error(text: string): void {
    this.lines.push(`error: ${text}`);
  }
  warn(text: string): void {
    this.lines.push(`warn: ${text}`);
  }
  info(text: string): void {
    this.lines.push(`info: ${text}`);
  }
  debug(text: string): void {
    this.lines.push(`debug: ${text}`);
  }
}

/** No late rounds and no questions to peers, unless a test sets the parameters. */
const ROUNDS_ALONE = { arp_late: 0, announce_to: 'none' };

/** The timeout of each action. */
export const TIMEOUT_MS = 20_000;

export function contextOf(
  kernel: FakeKernel,
  parameters: Parameters,
  options: { interval?: number; log?: Log } = {},
): ActionContext {
  const variables: Record<string, string> = {
    OCF_RESKEY_CRM_meta_timeout: String(TIMEOUT_MS),
    OCF_RESKEY_CRM_meta_interval: String(options.interval ?? 10_000),
  };
  for (const [name, value] of Object.entries({ ...ROUNDS_ALONE, ...parameters })) {
    variables[`OCF_RESKEY_${name}`] = String(value);
  }
  const { request, problems } = readParameters(variables);
  if (problems.length > 0 || !request) throw new Error(problems.join('; '));
  return {
    kernel,
    request,
    environment: readEnvironment(variables),
    log: options.log ?? new MemoryLog(),
    deadline: kernel.clock.now() + TIMEOUT_MS * 0.9,
  };
}

export interface ActionRun extends Outcome {
  readonly log: readonly string[];
  /** Descriptors that were still open at the exit of the process. */
  readonly leftOpen: readonly number[];
}

/** Runs an action as the only process of the host. Throws if it takes locks against LOCK_ORDER. */
export function run(
  host: FakeHost,
  action: Action,
  parameters: Parameters,
  options: { interval?: number } = {},
): ActionRun {
  const runtime = new RuntimeUntilExit(immediateRuntime(host));
  const kernel = new FakeKernel(host, runtime);
  const log = new MemoryLog();
  const outcome = outcomeOfAction(action, contextOf(kernel, parameters, { ...options, log }));
  if (outcome.reason !== undefined) checkReasonLength(outcome.reason);
  runtime.exit();
  if (host.lockOrderViolations.length > 0) throw new Error(host.lockOrderViolations.join());
  const leftOpen = host.descriptors.of(kernel.pid);
  host.descriptors.closeAllOf(kernel.pid);
  return { ...outcome, log: log.lines, leftOpen };
}

/** As lib/main does it. */
export function outcomeOfAction(action: Action, context: ActionContext): Outcome {
  return outcomeOf(() => {
    const output = action(context);
    return typeof output === 'string' ? output : '';
  });
}
