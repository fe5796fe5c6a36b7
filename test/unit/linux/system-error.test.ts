import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  check,
  ignoreErrno,
  isInterrupted,
  SystemError,
  undefinedOnErrno,
} from '../../../lib/linux/system-error.ts';
import { systemError } from '../support/system-error.ts';

const { EINTR, ENODEV, EPERM } = constants.errno;

describe('SystemError', () => {
  it.each([
    ['open /x', ENODEV, undefined, 'open /x: ENODEV'],
    [
      'RTM_NEWADDR',
      ENODEV,
      'ipv4: Device not found',
      'RTM_NEWADDR: ENODEV (ipv4: Device not found)',
    ],
    ['open /x', 4095, undefined, 'open /x: errno 4095'],
    ['RTM_NEWADDR', ENODEV, undefined, 'RTM_NEWADDR: ENODEV'],
    ['open /x', EPERM, undefined, 'open /x: EPERM'],
    ['RTM_NEWADDR', EPERM, undefined, 'RTM_NEWADDR: EPERM (this process lacks CAP_NET_ADMIN)'],
    ['SIOCADDMULTI', EPERM, undefined, 'SIOCADDMULTI: EPERM (this process lacks CAP_NET_ADMIN)'],
    ['SOCK_DESTROY', EPERM, undefined, 'SOCK_DESTROY: EPERM (this process lacks CAP_NET_ADMIN)'],
    ['setns /x', EPERM, undefined, 'setns /x: EPERM (this process lacks CAP_SYS_ADMIN)'],
    [
      'socket AF_PACKET',
      EPERM,
      undefined,
      'socket AF_PACKET: EPERM (this process lacks CAP_NET_RAW)',
    ],
    ['RTM_NEWADDR', EPERM, 'why', 'RTM_NEWADDR: EPERM (why)'],
  ])('%s, errno %d, %s: %s', (operation, errno, explanation, message) => {
    expect(new SystemError(operation, errno, explanation).message).toBe(message);
  });

  it('has properties', () => {
    expect({ ...new SystemError(() => 'bind', ENODEV, 'why') }).toMatchObject({
      name: 'SystemError',
      operation: 'bind',
      errno: ENODEV,
      code: 'ENODEV',
      explanation: 'why',
    });
  });
});

describe('check', () => {
  it.each([0, 1, 0x7fffffff])('returns %d', (result) => {
    expect(check('read', result)).toBe(result);
  });

  it('throws a negative errno', () => {
    expect(() => check('read', -ENODEV)).toThrow(new SystemError('read', ENODEV));
  });

  it('makes the text of an operation only for an error', () => {
    const operation = () => {
      throw new Error('needless');
    };
    expect(check(operation, 3)).toBe(3);
  });
});

describe.each([
  ['undefinedOnErrno', undefinedOnErrno],
  ['ignoreErrno', ignoreErrno],
])('%s', (_, ignoring: (codes: readonly string[], call: () => void) => unknown) => {
  const refuse = () => {
    throw systemError('open', 'ENOENT');
  };

  it('ignores the codes that it is given, and no other', () => {
    expect(ignoring(['EEXIST', 'ENOENT'], refuse)).toBeUndefined();
    expect(() => ignoring(['EEXIST'], refuse)).toThrow('open: ENOENT');
    expect(() => ignoring([], refuse)).toThrow('open: ENOENT');
  });

  it('ignores no other kind of error', () => {
    const fail = () => {
      throw Object.assign(new Error('other'), { code: 'ENOENT' });
    };
    expect(() => ignoring(['ENOENT'], fail)).toThrow('other');
  });

  it('calls once', () => {
    let calls = 0;
    ignoring([], () => {
      calls++;
    });
    expect(calls).toBe(1);
  });
});

it('undefinedOnErrno returns what the call returns', () => {
  expect(undefinedOnErrno(['ENOENT'], () => 7)).toBe(7);
});

it.each([
  [-EINTR, true],
  [EINTR, false],
  [0, false],
  [-ENODEV, false],
])('isInterrupted(%d): %s', (result, expected) => {
  expect(isInterrupted(result)).toBe(expected);
});
