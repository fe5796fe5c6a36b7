import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AddressAction } from '../../../build/names.ts';
import { ACTION_FUNCTIONS, SHARED_ACTION_FUNCTIONS } from '../../../lib/main/actions.ts';
import { runOcf } from '../../../lib/main/run-ocf.ts';
import { ACTIONS } from '../../../ocf-metadata/actions.ts';
import { type Action, run } from '../support/actions.ts';
import type { FakeHost } from '../support/fake-host.ts';
import {
  instanceParameters,
  newSharedHost,
  PARAMETERS,
  sharedAction,
  VIP,
} from '../support/shared-address.ts';

const NAMES = ACTIONS.map(({ name }) => name);

it('each action has a function for an address of one host and one for a shared address', () => {
  expect(Object.keys(ACTION_FUNCTIONS).sort()).toEqual([...NAMES].sort());
  expect(Object.keys(SHARED_ACTION_FUNCTIONS).sort()).toEqual([...NAMES].sort());
});

it('usage lists the actions in the order of ocf-metadata/actions.ts, then those without an address', () => {
  let stdout = '';
  vi.stubGlobal('sys_write', (fd: number, octets: Uint8Array) => {
    if (fd === 1) stdout += new TextDecoder().decode(octets);
    return octets.length;
  });
  expect(runOcf('usage', {}, 'VirtualIP')).toBe(0);
  vi.unstubAllGlobals();
  expect(stdout.split('\n')[0]).toBe(
    'usage: VirtualIP start|stop|reload-agent|status|monitor|validate-all|meta-data|usage|help',
  );
});

const ONE_HOST = {
  functionOf: (_: FakeHost, name: AddressAction): Action => ACTION_FUNCTIONS[name],
  parameters: PARAMETERS,
};
const SHARED = {
  functionOf: (host: FakeHost, name: AddressAction): Action => sharedAction(host, name, 0),
  parameters: instanceParameters(0, PARAMETERS),
};

describe.each([
  ['one host', ONE_HOST],
  ['several hosts', SHARED],
])('of an address of %s', (_, { functionOf, parameters }) => {
  let host: FakeHost;
  beforeEach(() => {
    host = newSharedHost();
  });

  const act = (name: AddressAction) => run(host, functionOf(host, name), parameters);
  const isUp = () => host.addressesOf('eth0').includes(`${VIP}/24 secondary`);

  it.each<[AddressAction, number, string | undefined, boolean]>([
    ['start', 0, undefined, true],
    ['stop', 0, undefined, false],
    ['reload-agent', 7, undefined, false],
    ['status', 7, 'stopped\n', false],
    ['monitor', 7, undefined, false],
    ['validate-all', 0, undefined, false],
  ])('%s without the address returns %i, prints %j', (name, status, output, isUpAfter) => {
    const outcome = act(name);
    expect([outcome.status, outcome.output]).toEqual([status, output]);
    expect(isUp()).toBe(isUpAfter);
  });

  it.each<[AddressAction, string | undefined, boolean, string | undefined]>([
    ['start', undefined, true, `info: ${VIP}/24 is already on eth0`],
    ['stop', undefined, false, `info: ${VIP}/24 removed from eth0`],
    ['reload-agent', undefined, true, `info: ${VIP} on eth0: changed parameters applied`],
    ['status', 'running\n', true, undefined],
    ['monitor', undefined, true, undefined],
  ])('%s with the address prints %j', (name, output, isUpAfter, line) => {
    act('start');
    const outcome = act(name);
    expect([outcome.status, outcome.output]).toEqual([0, output]);
    expect(isUp()).toBe(isUpAfter);
    if (line === undefined) expect(outcome.log).toEqual([]);
    else expect(outcome.log).toContain(line);
  });
});
