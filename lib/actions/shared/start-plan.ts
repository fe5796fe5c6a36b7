/** What start is to do, by a look at the host that changes nothing. */
import { OCF_ERR_GENERIC, OCF_ERR_INSTALLED } from '../../ocf/exit-status.ts';
import { quoted } from '../../ocf/quote.ts';
import { type Holding, observe } from '../../vip/observation.ts';
import type { Placement } from '../../vip/placement.ts';
import { type ActionContext, requestedLink } from './context.ts';
import { failure, type Outcome } from './outcome.ts';
import { labelOn, placeRequest, unplaced } from './placement-in-words.ts';

export type Placed = Extract<Placement, { kind: 'placed' }>;

export type StartPlan =
  | { readonly kind: 'refuse'; readonly outcome: Outcome }
  /** The route that led here is gone; the address that is up does not need it. */
  | { readonly kind: 'up-without-route' }
  | { readonly kind: 'there-already'; readonly placement: Placed }
  | { readonly kind: 'add'; readonly placement: Placed; readonly label: string | undefined };

export function planStart(context: ActionContext): StartPlan {
  const { kernel, request } = context;
  const requested = requestedLink(context);
  if (requested.kind === 'missing') return refuse(failure(OCF_ERR_INSTALLED, requested.reason));
  const wanted = requested.kind === 'found' ? requested.link : undefined;

  const held = observe(kernel, request.ip, wanted);
  const placement = placeRequest(context, wanted);
  if (placement.kind !== 'placed') {
    const isUp = placement.kind === 'no-route' && held.length > 0;
    return isUp ? { kind: 'up-without-route' } : refuse(unplaced(request, placement));
  }
  const { link, prefixLength } = placement;
  const label = labelOn(link, request);
  if (typeof label === 'object') return refuse(label);

  const there = held.filter(
    ({ entry }) => entry.index === link.index && entry.prefixLength === prefixLength,
  );
  if (there.length === 0) return { kind: 'add', placement, label };
  const asAsked = there.some(({ entry }) => label === undefined || entry.label === label);
  if (asAsked) return { kind: 'there-already', placement };
  return refuse(failure(OCF_ERR_GENERIC, withoutLabel(context, there)));
}

function refuse(outcome: Outcome): StartPlan {
  return { kind: 'refuse', outcome };
}

function withoutLabel({ request }: ActionContext, there: readonly Holding[]): string {
  const [first] = there;
  const labels = there.map(({ entry }) => entry.label ?? 'none').join(', ');
  return (
    `${quoted('iflabel', request.label ?? '')}: ${request.ip.text} is on ${first?.link.name} already, ` +
    `with another label (${labels}); stop the resource to remove it, then start it again`
  );
}
