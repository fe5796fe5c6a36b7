import type { ActionContext } from '../../ocf/action-context.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { Asking } from './conversation.ts';
import type { RoundPlan } from './round.ts';

export interface AnnouncementPlan extends RoundPlan {
  readonly prefixLength: number;
  /** Number of rounds. */
  readonly count: number;
  /** Milliseconds from one round to the next. */
  readonly interval: number;
  /** More rounds: milliseconds after the first one, ascending. */
  readonly late: readonly number[];
  /** Frames per second of all announcers on the interface. */
  readonly rate: number;
  /** Undefined for a shared address: nobody is asked, because several hosts would answer. */
  readonly asks: Asking | undefined;
}

/** The announcement on a link according to the parameters. */
export function announcementPlan(
  { request, announcedMac, log }: ActionContext,
  link: Link,
  prefixLength: number,
): AnnouncementPlan {
  const announceTo = request.announceTo;
  const defends = request.onConflict() === 'defend';
  return {
    ip: request.ip,
    link,
    type: request.arpType(),
    announcedMac,
    prefixLength,
    count: request.integer('arp_count'),
    interval: request.integer('arp_interval'),
    late: request.boolean('arp_bg') ? request.lateRounds() : [],
    rate: request.integer('announce_rate'),
    asks: announcedMac ? undefined : { announceTo, defends, log },
  };
}
