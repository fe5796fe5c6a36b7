import { describe, expect, it } from 'vitest';
import { messageOf, outcomeOf, Refusal } from '../../../lib/ocf/refusal.ts';

function thrown(error: unknown): () => string {
  return () => {
    throw error;
  };
}

it('a Refusal is an Error with its reason as message', () => {
  const refusal = new Refusal(6, 'nic="x" is wrong', 'text\n');
  expect(refusal).toBeInstanceOf(Error);
  expect(refusal.name).toBe('Refusal');
  expect(refusal.message).toBe('nic="x" is wrong');
  expect([refusal.status, refusal.reason, refusal.output]).toEqual([
    6,
    'nic="x" is wrong',
    'text\n',
  ]);
});

it('a Refusal need not have a reason or output', () => {
  const refusal = new Refusal(7);
  expect([refusal.status, refusal.reason, refusal.output]).toEqual([7, undefined, '']);
  expect(refusal.message).toBe('');
});

describe('outcomeOf', () => {
  it('an action that returns is a success', () => {
    expect(outcomeOf(() => 'running\n')).toEqual({ status: 0, output: 'running\n' });
    expect(outcomeOf(() => '')).toEqual({ status: 0, output: undefined });
  });

  it('a Refusal has its own status', () => {
    expect(outcomeOf(thrown(new Refusal(5, 'why')))).toEqual({
      status: 5,
      reason: 'why',
      output: undefined,
    });
    expect(outcomeOf(thrown(new Refusal(7, undefined, 'stopped\n')))).toEqual({
      status: 7,
      reason: undefined,
      output: 'stopped\n',
    });
    expect(outcomeOf(thrown(new Refusal(0, undefined, 'usage\n')))).toMatchObject({ status: 0 });
  });

  it.each([
    [new Error('RTM_NEWADDR: EPERM'), 'RTM_NEWADDR: EPERM'],
    [new RangeError('out of range'), 'out of range'],
    ['a string', 'a string'],
    [undefined, 'undefined'],
  ])('another exception is OCF_ERR_GENERIC with its message: %s', (error, reason) => {
    expect(outcomeOf(thrown(error))).toEqual({ status: 1, reason });
  });

  it('an Error with a status is no Refusal', () => {
    const error = Object.assign(new Error('why'), { status: 6, reason: 'other', output: 'x' });
    expect(outcomeOf(thrown(error))).toEqual({ status: 1, reason: 'why' });
  });
});

it.each([
  [new Error('why'), 'why'],
  [new Refusal(1, 'why'), 'why'],
  ['why', 'why'],
  [null, 'null'],
])('messageOf(%s) is %s', (error, message) => {
  expect(messageOf(error)).toBe(message);
});
