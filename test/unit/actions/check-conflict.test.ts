import { beforeEach, describe, expect, it } from 'vitest';
import { checkConflict } from '../../../lib/actions/check-conflict.ts';
import { checkAddress } from '../../../lib/actions/monitor.ts';
import type { ActionContext } from '../../../lib/ocf/action-context.ts';
import { linkState } from '../../../lib/vip/link/link-state.ts';
import {
  type ConflictRecord,
  readAnnouncement,
  recordAnnouncement,
  recordConflict,
} from '../../../lib/vip/state/announcement-record.ts';
import {
  CONFLICT_WAIT_MS,
  DEFEND_INTERVAL_MS,
  SUSPICION_WAIT_MS,
} from '../../../ocf-metadata/times.ts';
import { contextOf, MemoryLog, outcomeOfAction, type Parameters } from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { hex } from '../support/fields.ts';
import { addNeighbour } from '../support/neighbourhood.ts';
import { systemError } from '../support/system-error.ts';

const VIP = '10.0.0.10';
const OTHER = hex('0200000000aa');
const ROUTER = hex('0200000000bb');
/** The words are those of whyConflict. */
const REASON = expect.stringMatching(/^10\.0\.0\.10 .*02:00:00:00:00:aa.*once, 0 s ago/);
const WARNING = expect.stringMatching(/^warn: 10\.0\.0\.10 .*02:00:00:00:00:aa.*once/);
const OUTPUT = '10.0.0.1 has not answered\n';

let host: FakeHost;
/** Whether the other hosts have the address. */
let isTaken: boolean;
beforeEach(() => {
  host = new FakeHost();
  isTaken = true;
  host.addLink('eth0');
  host.addAddress('eth0', `${VIP}/24`);
});

const addOwner = (mac = OTHER) =>
  addNeighbour(host, 'eth0', { mac, answersFor: (ip) => isTaken && ip === VIP });

interface Options extends Parameters {
  readonly isSuspected?: boolean;
}

/** Runs the check alone. @param change of the context */
function check(
  { isSuspected = false, ...parameters }: Options = {},
  change: (context: ActionContext) => ActionContext = (context) => context,
) {
  const action = (given: ActionContext) => {
    const context = change(given);
    const state = checkAddress(context);
    if (!('assigned' in state)) throw new Error(state.reason);
    checkConflict(context, state.assigned, isSuspected, OUTPUT);
    return OUTPUT;
  };
  const kernel = new FakeKernel(host);
  const log = new MemoryLog();
  const given = contextOf(kernel, { ip: VIP, nic: 'eth0', ...parameters }, { log });
  const outcome = outcomeOfAction(action, given);
  expect(host.descriptors.of(kernel.pid)).toEqual([]);
  expect(host.lockOrderViolations).toEqual([]);
  return { ...outcome, log: log.lines };
}
const ofOldCluster = (context: ActionContext): ActionContext => ({
  ...context,
  environment: { ...context.environment, knowsDegraded: false },
});

const index = () => host.link('eth0').index;
const conflict = () => readAnnouncement(new FakeKernel(host), address(VIP), index())?.conflict;
const now = () => host.timeline.now();
const pass = (milliseconds: number) => host.timeline.advance(now() + milliseconds);
const setConflict = (change: Partial<ConflictRecord> = {}) =>
  recordConflict(new FakeKernel(host), address(VIP), index(), 'a link', () => ({
    hardwareAddress: '02:00:00:00:00:aa',
    firstAt: now(),
    lastAt: now(),
    count: 1,
    isReported: false,
    defendedAt: 0,
    ...change,
  }));

describe('without another owner', () => {
  it.each(['warn', 'degrade', 'fail', 'defend'])(
    'on_conflict=%s: succeeds after one probe',
    (on_conflict) => {
      expect(check({ on_conflict })).toMatchObject({ status: 0, output: OUTPUT, log: [] });
      expect(host.questions).toHaveLength(1);
      expect(host.timeline.elapsed).toBe(CONFLICT_WAIT_MS);
      expect([host.packets, host.records.size]).toEqual([[], 0]);
    },
  );

  it('a router that answers for every address is none', () => {
    addNeighbour(host, 'eth0', { mac: ROUTER, answersFor: () => true });
    expect(check({ on_conflict: 'fail' })).toMatchObject({ status: 0, log: [] });
    expect(conflict()).toBeUndefined();
  });

  it.each<[string, () => void, Parameters]>([
    ['without ARP', () => host.links.setNoArp('eth0', true), {}],
    [
      'the loopback interface',
      () => {
        host.addLink('lo', { loopback: true });
        host.addAddress('lo', `${VIP}/32`);
      },
      { nic: 'lo' },
    ],
  ])('a link %s has no neighbours to ask', (_, prepare, parameters) => {
    addOwner();
    prepare();
    expect(check({ on_conflict: 'fail', isSuspected: true, ...parameters })).toMatchObject({
      status: 0,
      log: [],
    });
    expect(host.calls).not.toContain('openReceiver');
  });
});

describe('another owner', () => {
  beforeEach(() => addOwner());

  it.each([
    ['degrade', 190],
    ['defend', 190],
    ['fail', 1],
  ])('on_conflict=%s: status %d with the reason, and the output', (on_conflict, status) => {
    expect(check({ on_conflict })).toMatchObject({ status, reason: REASON, output: OUTPUT });
  });

  it('on_conflict=warn: a warning', () => {
    expect(check({ on_conflict: 'warn' })).toMatchObject({ status: 0, log: [WARNING] });
  });

  it.each(['degrade', 'defend'])(
    'on_conflict=%s for a cluster manager that does not know 190: a warning',
    (on_conflict) => {
      const { status, log } = check({ on_conflict }, ofOldCluster);
      expect([status, log.filter((line) => line.startsWith('warn'))]).toEqual([0, [WARNING]]);
    },
  );

  it('on_conflict=fail for a cluster manager that does not know 190: fails', () => {
    expect(check({ on_conflict: 'fail' }, ofOldCluster)).toMatchObject({
      status: 1,
      reason: REASON,
    });
  });

  it.each(['warn', 'degrade', 'fail', 'defend'])(
    'on_conflict=%s: is recorded as reported',
    (on_conflict) => {
      check({ on_conflict });
      expect(conflict()).toEqual({
        hardwareAddress: '02:00:00:00:00:aa',
        firstAt: now(),
        lastAt: now(),
        count: 1,
        isReported: true,
        defendedAt: on_conflict === 'defend' ? now() : 0,
      });
    },
  );

  it('is recorded with the link if the address was not announced, and keeps the record otherwise', () => {
    check();
    const state = linkState(new FakeKernel(host), host.link('eth0'));
    const record = () => readAnnouncement(new FakeKernel(host), address(VIP), index());
    expect(record()).toMatchObject({ link: state, peers: [] });
    const peers = [{ ip: '10.0.0.1', askedAt: 1, answeredAt: 2 }];
    recordAnnouncement(new FakeKernel(host), address(VIP), index(), 'earlier', peers);
    check();
    expect(record()).toMatchObject({ link: 'earlier', peers, conflict: { count: 2 } });
  });

  it('that answers again is reported again, with all times', () => {
    check();
    pass(60_000 - CONFLICT_WAIT_MS);
    expect(check({ isSuspected: true }).reason).toMatch(/2 times, 0 s ago/);
    expect(conflict()).toMatchObject({ count: 2, isReported: true, lastAt: now() });
  });

  it('of two, both are counted', () => {
    addOwner(ROUTER);
    check();
    expect(conflict()).toMatchObject({ count: 2 });
  });

  it('is reported each time if it cannot be recorded', () => {
    const withoutRecords = (context: ActionContext) => {
      const { kernel } = context;
      Object.assign(kernel, { records: { ...kernel.records, update: () => false } });
      return context;
    };
    for (let i = 0; i < 2; i++) {
      expect(check({}, withoutRecords)).toMatchObject({ status: 190, reason: REASON });
    }
  });
});

describe('a recorded conflict', () => {
  it('that the announcer has heard is reported once, although nobody answers', () => {
    setConflict({ count: 3 });
    expect(check({ isSuspected: true })).toMatchObject({
      status: 190,
      reason: expect.stringContaining('3 times'),
    });
    expect(conflict()).toMatchObject({ count: 3, isReported: true });
    expect(host.timeline.elapsed).toBe(SUSPICION_WAIT_MS);
  });

  it('that was reported ends when nobody answers', () => {
    setConflict({ isReported: true });
    expect(check({ isSuspected: true })).toMatchObject({ status: 0, log: [] });
    expect(conflict()).toBeUndefined();
    expect(host.records.size).toBe(1);
  });

  it('is looked for longer than others', () => {
    addNeighbour(host, 'eth0', { mac: OTHER, answersFor: (ip) => ip === VIP, delay: 150 });
    setConflict({ isReported: true });
    expect(check({ isSuspected: true }).status).toBe(190);
  });

  it('ends when the other host is gone, after one more report at most', () => {
    addOwner();
    expect(check().status).toBe(190);
    isTaken = false;
    expect(check({ isSuspected: true })).toMatchObject({ status: 0, log: [] });
    expect(conflict()).toBeUndefined();
  });
});

describe('on_conflict=defend', () => {
  beforeEach(() => addOwner());
  const defend = (isSuspected = true) => check({ on_conflict: 'defend', isSuspected }).status;

  it.each(['warn', 'degrade', 'fail'])('unlike %s, announces the address once', (on_conflict) => {
    check({ on_conflict });
    expect(host.packets).toEqual([]);
    defend();
    expect(host.packets).toHaveLength(2);
    expect(host.spawned).toEqual([]);
  });

  it('announces it at most once in ten seconds', () => {
    expect(defend()).toBe(190);
    const defendedAt = now();
    pass(5000);
    expect(defend()).toBe(190);
    // The check takes a tenth of a second.
    pass(defendedAt + DEFEND_INTERVAL_MS - now() - 300);
    expect(defend()).toBe(190);
    expect(host.packets).toHaveLength(2);
    pass(300);
    expect(defend()).toBe(190);
    expect(host.packets).toHaveLength(4);
    expect(conflict()?.defendedAt).toBe(now());
  });

  it('does not announce it if the announcer has defended it', () => {
    setConflict({ defendedAt: now() });
    defend();
    expect(host.packets).toEqual([]);
  });

  // The end of a conflict removes the time of the last defence.
  it('announces it at most once in ten seconds, also if the conflict ends meanwhile', () => {
    defend();
    isTaken = false;
    // The answer to the probe of the announcement.
    pass(10);
    expect(defend()).toBe(0);
    isTaken = true;
    expect(defend(false)).toBe(190);
    expect(host.packets).toHaveLength(2);
  });
});

describe('the check fails, and monitor does not', () => {
  beforeEach(() => addOwner());

  it.each(['openReceiver', 'socket.ask', 'socket.receive', 'links.all'])('%s', (call) => {
    host.refuse(call, systemError(call, 'ENETDOWN'));
    expect(check({ on_conflict: 'fail' })).toMatchObject({
      status: 0,
      output: OUTPUT,
      log: [`warn: ${VIP}: no check for another owner: ${call}: ENETDOWN`],
    });
  });

  it('the address cannot be announced: it is reported nevertheless', () => {
    host.refuseAlways('socket.send', systemError('sendto', 'ENOBUFS'));
    const { status, log } = check({ on_conflict: 'defend' });
    expect(status).toBe(190);
    expect(log.join('\n')).toContain('packets not sent on eth0: 2 (sendto: ENOBUFS)');
  });
});
