import { describe, expect, it } from 'vitest';
import { type OcfEnvironment, readEnvironment } from '../../../lib/ocf/environment.ts';
import { ENVIRONMENTS } from './golden/environments.ts';

const EMPTY: OcfEnvironment = {
  exitReasonPrefix: 'ocf-exit-reason:',
  checkLevel: undefined,
  knowsDegraded: true,
  isProbe: true,
  timeout: 20_000,
  stateDirectory: '/run/resource-agents',
};

describe('readEnvironment', () => {
  it.each(ENVIRONMENTS)('%j', (variables, expected) => {
    expect(readEnvironment(variables)).toEqual({ ...EMPTY, ...expected });
  });
});
