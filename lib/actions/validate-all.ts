/**
 * validate-all at OCF_CHECK_LEVEL 10: checks that start would find an interface for the address. Changes
 * nothing.
 */

import { OCF_ERR_CONFIGURED } from '../../ocf-metadata/exit-status.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { Refusal } from '../ocf/refusal.ts';
import { wantedOnHost } from '../vip/address/assigned-address.ts';
import { planAddition } from './plan-start.ts';

export function validateAll(context: ActionContext): void {
  const { wanted, missing } = wantedOnHost(context);
  if (missing !== undefined) throw new Refusal(OCF_ERR_CONFIGURED, missing);
  planAddition(context, wanted.link);
}
