import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ClusterStatus, statusIn } from '../../../lib/cluster/status.ts';
import { parseXml } from '../../../lib/cluster/xml.ts';
import { pacemakerView } from '../../../lib/inventory/pacemaker-view.ts';

const CAPTURED = join(import.meta.dirname, '../cluster/golden/crm_mon-2.1.5.xml');

let status: ClusterStatus;
beforeAll(async () => {
  status = statusIn(await parseXml(readFileSync(CAPTURED, 'utf8'), 'the test'));
});

const view = (id: string, node = 'node1', instance?: number) =>
  pacemakerView(status, id, instance, node);
/** The view of a resource with other attributes. */
const changed = async (id: string, attributes: string, nodes = '') =>
  pacemakerView(
    statusIn(
      await parseXml(
        `<pacemaker-result>${nodes}<resources><resource id="${id}" ${attributes}>
          <node name="node1"/></resource></resources></pacemaker-result>`,
        'the test',
      ),
    ),
    id,
    undefined,
    'node1',
  );

describe('a resource', () => {
  it('is here, or on another node', () => {
    expect(view('vip')).toMatchObject({ nodes: ['node2'], isHere: false });
    expect(view('vip', 'node2')).toMatchObject({ nodes: ['node2'], isHere: true });
  });

  it('of a clone is on the nodes of all instances, or of one', () => {
    expect(view('shared')).toMatchObject({ nodes: ['node2', 'node1'], isHere: true });
    expect(view('shared', 'node1', 2)).toMatchObject({ nodes: ['node2'], isHere: false });
  });

  it('that is stopped, unmanaged or has failed is so', () => {
    expect(view('stopped')).toMatchObject({ nodes: [], isDisabled: true, failures: [] });
    expect(view('free')).toMatchObject({ isManaged: false });
    expect(view('nowhere')).toMatchObject({ nodes: [], failCount: 1_000_000, isDisabled: false });
    expect(view('nowhere')?.failures).toHaveLength(3);
  });

  it('that crm_mon does not show has no view', () => {
    expect(view('other')).toBeUndefined();
  });

  it.each([
    ['role="Started" pending="Monitoring"', undefined],
    ['role="Started" pending="Stopping"', 'stopping'],
    ['role="Starting"', 'starting'],
    ['role="Promoted"', undefined],
    ['role="Stopped"', undefined],
  ])('with %s is changing: %s', async (attributes, change) => {
    expect(await changed('a', attributes)).toMatchObject({ change });
  });

  it('is on a node that must be fenced', async () => {
    const nodes = '<nodes><node name="node1" unclean="true"/></nodes>';
    expect(await changed('a', 'role="Started"', nodes)).toMatchObject({ uncleanNodes: ['node1'] });
  });
});
