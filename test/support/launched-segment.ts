/** A segment on which a launcher runs the executable, for all tests of a file. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { createIpv6Segment, type Segment } from '../../lab/lab.ts';
import { Launcher, type Run } from '../../lab/launcher/launcher.ts';
import { act, actByHand } from './malformed.ts';

/** The addresses that the tests start, one of each family. */
export const VIP = '10.0.0.10';
export const IPV6 = '2001:db8::10';

export interface LaunchedSegment {
  readonly segment: Segment;
  readonly launcher: Launcher;
  /** Runs an action on host a. @param variables `NAME=value` in octets; the first of a name is used */
  act(action: string, ...variables: readonly string[]): Promise<Run>;
  /** Runs a command of floatip on host a. */
  person(...args: readonly string[]): Promise<Run>;
}

/** Called once in a file: creates the segment before the first test, and runs stop after each test. */
export function useLaunchedSegment(): LaunchedSegment {
  let segment: Segment;
  let launcher: Launcher;
  beforeAll(async () => {
    segment = await createIpv6Segment();
    launcher = await Launcher.create();
  });
  afterAll(async () => {
    await segment.lab.close();
    await launcher.close();
  });
  afterEach(async () => {
    for (const ip of [VIP, IPV6]) {
      expect((await segment.a.agent('stop', { ip, CRM_meta_clone: 0 })).status).toBe(0);
    }
  });
  return {
    get segment() {
      return segment;
    },
    get launcher() {
      return launcher;
    },
    act: (action, ...variables) => act(launcher, segment.a, action, ...variables),
    person: (...args) => actByHand(launcher, segment.a, args),
  };
}
