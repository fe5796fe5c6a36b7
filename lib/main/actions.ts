/** The function of each action, for an ordinary and for a shared address. */
import type { AddressAction } from '../../build/names.ts';
import { monitor, status } from '../actions/monitor.ts';
import { reloadAgent } from '../actions/reload-agent.ts';
import { start } from '../actions/start.ts';
import { stop } from '../actions/stop.ts';
import { validateAll } from '../actions/validate-all.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { monitorShared, reloadShared, statusOfShared } from '../shared-address/monitor.ts';
import type { SharedAddress } from '../shared-address/shared-address.ts';
import { startShared } from '../shared-address/start.ts';
import { stopShared } from '../shared-address/stop.ts';
import { validateShared } from '../shared-address/validate-all.ts';

/** Returns the text for stdout. @throws Refusal */
export type Run = (context: ActionContext) => string;
export type RunShared = (context: ActionContext, shared: SharedAddress) => string;

export const ACTION_FUNCTIONS: Readonly<Record<AddressAction, Run>> = {
  start: quiet(start),
  stop: quiet(stop),
  'reload-agent': quiet(reloadAgent),
  monitor,
  status,
  'validate-all': quiet(validateAll),
};

export const SHARED_ACTION_FUNCTIONS: Readonly<Record<AddressAction, RunShared>> = {
  start: quietShared(startShared),
  stop: quietShared(stopShared),
  'reload-agent': quietShared(reloadShared),
  monitor: quietShared(monitorShared),
  status: statusOfShared,
  'validate-all': quietShared(validateShared),
};

function quiet(action: (context: ActionContext) => void): Run {
  return (context: ActionContext) => {
    action(context);
    return '';
  };
}

function quietShared(action: (context: ActionContext, shared: SharedAddress) => void): RunShared {
  return (context: ActionContext, shared: SharedAddress) => {
    action(context, shared);
    return '';
  };
}
