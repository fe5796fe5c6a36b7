import { describe, expect, it } from 'vitest';
import { chooseStyle } from '../../../lib/cli/style.ts';
import { listText } from '../../../lib/inventory/list-text.ts';
import type { Inventory } from '../../../lib/inventory/virtual-ip.ts';
import { report } from '../support/address-reports.ts';
import { FAILURE, inventoryByHand, inventoryOf, VIEW, virtualIp } from './support.ts';

const text = (inventory: Inventory) => listText(inventory, chooseStyle(false, undefined));
/** The cells of the only virtual IP, without the first three. */
const cells = (inventory: Inventory) =>
  (text(inventory).split('\n')[1] ?? '').split(/ {2,}/).slice(3);
const view = (changes: Partial<typeof VIEW>) =>
  cells(inventoryOf(virtualIp('up', { pacemaker: { ...VIEW, ...changes } })))[0];

describe('the list', () => {
  it('has aligned columns below their names', () => {
    const other = virtualIp('absent', {
      resource: 'a-long-name',
      agent: 'ocf:heartbeat:IPaddr2',
      prefixLength: 32,
      pacemaker: { ...VIEW, nodes: ['node2'], isHere: false },
    });
    expect(text(inventoryOf(virtualIp(), other))).toBe(
      [
        'RESOURCE     ADDRESS       AGENT                  PACEMAKER  node1',
        'vip          10.0.0.10/24  ocf:floatip:VirtualIP  node1      up on eth0',
        'a-long-name  10.0.0.10/32  ocf:heartbeat:IPaddr2  node2      absent',
        '',
      ].join('\n'),
    );
  });

  it('is empty without virtual IPs', () => {
    expect(text(inventoryOf())).toBe('');
  });

  it('has colours on a terminal, which do not change the columns', () => {
    const inventory = inventoryOf(virtualIp(), virtualIp('no-carrier'));
    const coloured = listText(inventory, chooseStyle(true, undefined));
    expect(coloured).toContain('\u001b[32mup on eth0');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours
    const plain = coloured.replace(/\u001b\[\d+m/g, '').replace(/ +$/gm, '');
    expect(plain).toBe(text(inventory));
  });

  it('names the instance of a clone, and the network namespace', () => {
    const one = virtualIp('up', { instance: 2, networkNamespace: 'blue' });
    expect(text(inventoryOf(one))).toContain('\nvip:2     10.0.0.10/24 (blue)  ');
  });
});

describe('the column of Pacemaker', () => {
  it.each([
    [{}, 'node1'],
    [{ nodes: ['node1', 'node2'] }, 'node1, node2'],
    [{ nodes: [] }, 'stopped'],
    [{ nodes: [], isDisabled: true, failures: [FAILURE] }, 'stopped, disabled'],
    [{ nodes: [], failures: [FAILURE] }, 'stopped, failed'],
    [{ isFailed: true, isBlocked: true }, 'node1, failed, blocked'],
    [{ isManaged: false, isOrphaned: true }, 'node1, unmanaged, not configured'],
    [{ change: 'starting' }, 'node1, starting'],
    [{ uncleanNodes: ['node1'] }, 'node1, node1 must be fenced'],
  ])('%j is %s', (changes, words) => {
    expect(view(changes)).toBe(words);
  });

  it('is a hyphen for an address of nobody, and unknown if Pacemaker cannot be asked', () => {
    const byHand = virtualIp('up', { resource: undefined, agent: undefined, pacemaker: undefined });
    expect(cells(inventoryByHand(byHand))).toEqual(['-', 'up on eth0']);
    expect(cells(inventoryByHand(virtualIp('up', { pacemaker: undefined })))[0]).toBe('unknown');
    expect(cells(inventoryOf(byHand))).toEqual([
      '-',
      'up on eth0',
      'no resource of the cluster has it',
    ]);
  });
});

describe('the notes', () => {
  const heard = {
    link: '1 02:00:00:00:00:01 0',
    announcedAt: 1,
    peers: [
      { ip: '10.0.0.1', askedAt: 1, answeredAt: 2 },
      { ip: '10.0.0.2', askedAt: 1, answeredAt: 0 },
    ],
    conflict: {
      ...{ hardwareAddress: '02:00:00:00:00:aa', firstAt: 1, lastAt: 2, count: 2 },
      ...{ isReported: true, defendedAt: 0 },
    },
  };

  it.each([
    [virtualIp('up', { disagreement: 'no' }), 'disagreement: no'],
    [
      virtualIp('no-carrier', { pacemaker: undefined }),
      '10.0.0.10 is on eth0, but eth0 has no carrier',
    ],
    [virtualIp('up', { problems: ['nic="x y"', 'b'] }), 'parameters: nic="x y"; b'],
    [virtualIp('up', { host: { report: undefined, problem: 'setns: EPERM' } }), 'setns: EPERM'],
    [
      virtualIp('absent', {
        pacemaker: { ...VIEW, nodes: [], isHere: false, failures: [FAILURE] },
      }),
      'start failed on node2: no route',
    ],
    [
      virtualIp('up', {
        host: { report: { ...report('up'), announcement: heard, now: 4002 }, problem: undefined },
      }),
      'conflict: the host with 02:00:00:00:00:aa has the address too (heard 2 times, last 4 s ago); ' +
        'no answer from 10.0.0.2',
    ],
  ])('of %j', (one, notes) => {
    expect(cells(inventoryOf(one)).at(-1)).toBe(notes);
  });
});
