/** A second owner of the virtual IP, as monitor and the announcer record it. */
import { formatHardwareAddress } from '../../wire/hardware-address.ts';
import type { ConflictRecord } from '../state/announcement-record.ts';
import type { Conflict } from './claims.ts';

/** The record after a conflict was heard at `now` (clock.now()). */
export function conflictAfter(
  before: ConflictRecord | undefined,
  { hardwareAddress, count }: Conflict,
  now: number,
): ConflictRecord {
  return {
    hardwareAddress: formatHardwareAddress(hardwareAddress),
    firstAt: before?.firstAt ?? now,
    lastAt: now,
    count: (before?.count ?? 0) + count,
    isReported: false,
    defendedAt: before?.defendedAt ?? 0,
  };
}
