/** Runs actions over a fake host, with the parameters as the cluster manager gives them. */

import { brief } from '../../../lab/brief.ts';
import type { ActionContext } from '../../../lib/actions/context.ts';
import { failure, type Outcome } from '../../../lib/actions/outcome.ts';
import { readEnvironment } from '../../../lib/ocf/environment.ts';
import { OCF_ERR_GENERIC } from '../../../lib/ocf/exit-status.ts';
import type { Log } from '../../../lib/ocf/log.ts';
import { readParameters } from '../../../lib/ocf/read-parameters.ts';
import type { VipRequest } from '../../../lib/ocf/request.ts';
import type { FakeHost } from './fake-host.ts';
import { aloneOn, FakeKernel, Mortal } from './fake-kernel.ts';

export type Parameters = Readonly<Record<string, string | number | boolean>>;

export type Action = (context: ActionContext) => Outcome;

/** Keeps the lines, the level before each. */
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

/** The time that the cluster manager gives an action, in milliseconds. */
export const TIMEOUT = 20_000;

export function contextOf(
  kernel: FakeKernel,
  parameters: Parameters,
  options: { interval?: number; log?: Log } = {},
): ActionContext {
  const variables: Record<string, string> = {
    OCF_RESKEY_CRM_meta_timeout: String(TIMEOUT),
    OCF_RESKEY_CRM_meta_interval: String(options.interval ?? 10_000),
  };
  for (const [name, value] of Object.entries(parameters)) {
    variables[`OCF_RESKEY_${name}`] = String(value);
  }
  const { request, problems } = readParameters(variables);
  if (problems.length > 0 || !hasAddress(request)) throw new Error(problems.join('; '));
  return {
    kernel,
    request,
    environment: readEnvironment(variables),
    log: options.log ?? new MemoryLog(),
    deadline: kernel.clock.now() + TIMEOUT * 0.9,
  };
}

function hasAddress(request: Omit<VipRequest, 'ip'> & { ip: unknown }): request is VipRequest {
  return request.ip !== undefined;
}

export interface ActionRun extends Outcome {
  readonly log: readonly string[];
  /** Descriptors that the process still had when it was about to exit. */
  readonly leftOpen: readonly number[];
}

/** Runs an action as the only process of the host, which then exits. */
export function run(
  host: FakeHost,
  action: Action,
  parameters: Parameters,
  options: { interval?: number } = {},
): ActionRun {
  const life = new Mortal(aloneOn(host));
  const kernel = new FakeKernel(host, life);
  const log = new MemoryLog();
  const outcome = answerOf(action, contextOf(kernel, parameters, { ...options, log }));
  if (outcome.reason !== undefined) brief(outcome.reason);
  life.end();
  const leftOpen = host.descriptors.of(kernel.pid);
  host.descriptors.closeAllOf(kernel.pid);
  return { ...outcome, log: log.lines, leftOpen };
}

/** Whatever goes wrong, the answer is a status and a line: as lib/actions/dispatch/ocf.ts has it. */
export function answerOf(action: Action, context: ActionContext): Outcome {
  try {
    return action(context);
  } catch (error) {
    return failure(OCF_ERR_GENERIC, error instanceof Error ? error.message : String(error));
  }
}
