import { beforeEach, describe, expect, it } from 'vitest';
import { run } from '../support/actions.ts';
import type { FakeHost } from '../support/fake-host.ts';
import {
  instanceParameters,
  newSharedHost,
  PARAMETERS,
  runShared,
  type SharedRun,
  sharedAction,
} from '../support/shared-address.ts';

let host: FakeHost;
let before: ReturnType<FakeHost['state']>;
beforeEach(() => {
  host = newSharedHost();
  before = host.state();
});

const act = (...action: SharedRun) => runShared(host, ...action);

describe('validate-all', () => {
  it('changes nothing, and fails with 5 without a tool', () => {
    expect(act('validate-all', 0)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(before);
    const given = instanceParameters(0, PARAMETERS);
    expect(run(host, sharedAction(host, 'validate-all', 0, []), given).status).toBe(5);
  });

  it('fails with 6 if nic names no interface, as for any address', () => {
    expect(act('validate-all', 0, { nic: 'eth9' }).status).toBe(6);
  });

  it('fails with 5 on an interface that cannot share the address', () => {
    host.addLink('tun0', { noArp: true });
    expect(act('validate-all', 0, { nic: 'tun0', cidr_netmask: 24 }).status).toBe(5);
  });

  it('checks the place of an address that is assigned', () => {
    act('start', 0);
    host.removeAddress('eth0', '10.0.0.1/24');
    expect(act('validate-all', 0)).toMatchObject({
      status: 1,
      reason: expect.stringContaining('no on-link route'),
    });
  });
});
