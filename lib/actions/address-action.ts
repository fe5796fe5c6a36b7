/** The actions on an address. */
import type { ActionContext } from './context.ts';
import type { Outcome } from './outcome.ts';

export type AddressAction =
  | 'start'
  | 'stop'
  | 'reload-agent'
  | 'monitor'
  | 'status'
  | 'validate-all';

/** What each action does, once its parameters are read. */
export type Actions = Readonly<Record<AddressAction, (context: ActionContext) => Outcome>>;
