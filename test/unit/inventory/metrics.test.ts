import { describe, expect, it } from 'vitest';
import { metricsText } from '../../../lib/inventory/metrics.ts';
import type { Inventory } from '../../../lib/inventory/virtual-ip.ts';
import { IFF_UP } from '../../../lib/wire/ifinfomsg.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { report } from '../support/address-reports.ts';
import { FAILURE, inventoryByHand, inventoryOf, VIEW, virtualIp } from './support.ts';

const NOW = 5_000_000;
const UNIX_TIME = 1_700_000_000;
const samples = (inventory: Inventory) =>
  metricsText(inventory, NOW, UNIX_TIME)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
/** The values of a metric, with the labels that are not those of the virtual IP. */
const values = (name: string, inventory: Inventory) =>
  samples(inventory)
    .filter((line) => line.startsWith(`${name}{`))
    .map((line) => line.replace(/^.*agent="[^"]*",?(.*)\} /, '$1 ').trim());

const ANNOUNCED = virtualIp('up', {
  host: {
    problem: undefined,
    report: {
      ...report('up'),
      now: NOW,
      announcement: {
        link: '1 02:00:00:00:00:01 0',
        announcedAt: NOW - 60_000,
        peers: [
          { ip: '10.0.0.1', askedAt: NOW - 60_000, answeredAt: NOW - 59_999.7 },
          { ip: '10.0.0.2', askedAt: NOW - 60_000, answeredAt: 0 },
        ],
        conflict: {
          ...{ hardwareAddress: '02:00:00:00:00:aa', firstAt: NOW - 50_000, lastAt: NOW - 1000 },
          ...{ count: 2, isReported: true, defendedAt: 0 },
        },
      },
    },
  },
});

describe('the metrics', () => {
  it('have the version, and whether the cluster could be asked', () => {
    const version = `floatip_build_info{version="${manifest.version}"} 1`;
    expect(samples(inventoryByHand())).toEqual([
      version,
      'floatip_cluster_configuration_read 0',
      'floatip_cluster_status_read 0',
    ]);
    expect(samples(inventoryOf())).toEqual([
      version,
      'floatip_cluster_configuration_read 1',
      'floatip_cluster_status_read 1',
      'floatip_cluster_quorate 1',
      'floatip_cluster_maintenance_mode 0',
    ]);
  });

  it('of a virtual IP have its resource, address and agent', () => {
    expect(samples(inventoryOf(virtualIp()))).toContain(
      'floatip_vip_up{resource="vip",ip="10.0.0.10",agent="ocf:floatip:VirtualIP"} 1',
    );
  });

  it.each([
    ['up', ['1'], ['1'], ['interface="eth0" 1']],
    ['tentative', ['0'], ['1'], ['interface="eth0" 1']],
    ['absent', ['0'], ['0'], []],
  ] as const)('of an address that is %s', (kind, up, assigned, link) => {
    const inventory = inventoryOf(virtualIp(kind));
    expect(values('floatip_vip_up', inventory)).toEqual(up);
    expect(values('floatip_vip_assigned', inventory)).toEqual(assigned);
    expect(values('floatip_vip_link_up', inventory)).toEqual(link);
  });

  it('say that a link without carrier is not up', () => {
    const without = report('no-carrier');
    if (without.state.kind !== 'no-carrier') throw new Error('the report is of another state');
    const { assigned } = without.state;
    const link = { ...assigned.link, flags: IFF_UP, operationalState: 'DOWN' } as const;
    const state = { ...without.state, assigned: { ...assigned, link } };
    const host = { report: { ...without, state }, problem: undefined };
    const inventory = inventoryOf(virtualIp('no-carrier', { host }));
    expect(values('floatip_vip_link_up', inventory)).toEqual(['interface="eth0" 0']);
  });

  it('have what Pacemaker says', () => {
    const pacemaker = { ...VIEW, nodes: ['a', 'b'], isHere: false, isBlocked: true, failCount: 3 };
    const inventory = inventoryOf(
      virtualIp('up', { pacemaker: { ...pacemaker, failures: [FAILURE] }, disagreement: 'x' }),
    );
    expect(values('floatip_vip_expected', inventory)).toEqual(['0']);
    expect(values('floatip_vip_active_nodes', inventory)).toEqual(['2']);
    expect(values('floatip_vip_managed', inventory)).toEqual(['1']);
    expect(values('floatip_vip_blocked', inventory)).toEqual(['1']);
    expect(values('floatip_vip_failed', inventory)).toEqual(['0']);
    expect(values('floatip_vip_fail_count', inventory)).toEqual(['3']);
    expect(values('floatip_vip_disagreement', inventory)).toEqual(['1']);
    expect(samples(inventoryByHand(virtualIp())).join('\n')).not.toContain('expected');
  });

  it('have the times and answers of the announcement', () => {
    const inventory = inventoryOf(ANNOUNCED);
    const at = (ago: number) => UNIX_TIME - ago;
    expect(values('floatip_vip_last_announcement_timestamp_seconds', inventory)).toEqual([
      `${at(60)}`,
    ]);
    expect(values('floatip_vip_peer_answered', inventory)).toEqual([
      'peer="10.0.0.1" 1',
      'peer="10.0.0.2" 0',
    ]);
    expect(values('floatip_vip_peer_answer_seconds', inventory)).toEqual([
      'peer="10.0.0.1" 0.0003',
    ]);
    expect(values('floatip_vip_conflict', inventory)).toEqual(['1']);
    const owner = 'hardware_address="02:00:00:00:00:aa"';
    expect(values('floatip_vip_conflict_first_heard_timestamp_seconds', inventory)).toEqual([
      `${owner} ${at(50)}`,
    ]);
    expect(values('floatip_vip_conflict_last_heard_timestamp_seconds', inventory)).toEqual([
      `${owner} ${at(1)}`,
    ]);
  });

  it('say nothing about a host that cannot be looked at, or about a conflict that is unknown', () => {
    const unseen = virtualIp('up', { host: { report: undefined, problem: 'x' } });
    expect(values('floatip_vip_up', inventoryOf(unseen))).toEqual([]);
    expect(values('floatip_vip_disagreement', inventoryOf(unseen))).toEqual([]);
    expect(values('floatip_vip_conflict', inventoryOf(virtualIp()))).toEqual([]);
  });

  it('never have a series twice', () => {
    expect(values('floatip_vip_up', inventoryOf(virtualIp(), virtualIp('absent')))).toEqual(['1']);
  });
});
