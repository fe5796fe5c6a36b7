/** validate-all: would start know what to do? Changes nothing. */
import { OCF_ERR_CONFIGURED } from '../ocf/exit-status.ts';
import { type ActionContext, requestedLink } from './context.ts';
import { failure, type Outcome, SUCCESS } from './outcome.ts';
import { planAddition } from './start-plan.ts';

/** The part that looks at this host; the parameters themselves have been read by then. */
export function validateOnHost(context: ActionContext): Outcome {
  const requested = requestedLink(context);
  if (requested.kind === 'missing') return failure(OCF_ERR_CONFIGURED, requested.reason);
  const plan = planAddition(context, requested.link);
  return plan.kind === 'refuse' ? plan.outcome : SUCCESS;
}
