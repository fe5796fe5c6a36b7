/** What the steps of start come to. */
import { type ExitStatus, OCF_ERR_GENERIC } from '../ocf/exit-status.ts';
import type { Announcement } from '../vip/announce.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { failure, type Outcome } from './outcome.ts';

export interface Started {
  readonly outcome: Outcome;
  /** With its first round sent; what is left of it needs no turn. */
  readonly announcement?: Announcement | undefined;
}

export function listIsBusy(ip: IpAddress): Started {
  const problem = 'another change of the addresses does not come to an end';
  return fail(OCF_ERR_GENERIC, `${ip.text}: ${problem}`);
}

export function fail(status: ExitStatus, reason: string): Started {
  return { outcome: failure(status, reason) };
}
