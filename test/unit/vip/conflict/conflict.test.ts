import { describe, expect, it } from 'vitest';
import { conflictAfter } from '../../../../lib/vip/conflict/conflict.ts';
import type { ConflictRecord } from '../../../../lib/vip/state/announcement-record.ts';
import { hex } from '../../support/fields.ts';

const FIRST: ConflictRecord = {
  hardwareAddress: '02:00:00:00:00:09',
  firstAt: 1000,
  lastAt: 1000,
  count: 2,
  isReported: false,
  defendedAt: 0,
};

describe('conflictAfter', () => {
  it('is the first of a conflict', () => {
    const heard = { hardwareAddress: hex('020000000009'), count: 2 };
    expect(conflictAfter(undefined, heard, 1000)).toEqual(FIRST);
  });

  it('adds to a conflict, which must be reported again', () => {
    const before = { ...FIRST, isReported: true, defendedAt: 1001 };
    const heard = { hardwareAddress: hex('02000000000a'), count: 3 };
    expect(conflictAfter(before, heard, 5000)).toEqual({
      hardwareAddress: '02:00:00:00:00:0a',
      firstAt: 1000,
      lastAt: 5000,
      count: 5,
      isReported: false,
      defendedAt: 1001,
    });
  });
});
