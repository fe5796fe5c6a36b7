/** The output of `crm_mon --output-as xml`: what tests wait for, and what error messages show. */
import { parseStringPromise } from 'xml2js';

export interface NodeStatus {
  readonly name: string;
  readonly online: boolean;
  readonly standby: boolean;
  readonly maintenance: boolean;
  /** Its cluster manager runs, but has not joined yet. */
  readonly pending: boolean;
  readonly unclean: boolean;
}

export interface ResourceStatus {
  readonly id: string;
  readonly role: string;
  readonly managed: boolean;
  readonly failed: boolean;
  /** Nodes on which it is active. */
  readonly nodes: readonly string[];
}

/** The fail-count of a resource on a node. */
export interface Failures {
  readonly node: string;
  readonly resource: string;
  readonly count: number;
}

export interface ClusterStatus {
  /** Whether pacemakerd, the parent of the other daemons, runs. */
  readonly pacemakerd: boolean;
  /** Name of the designated controller; undefined if none is elected. */
  readonly dc: string | undefined;
  readonly quorate: boolean;
  readonly nodes: readonly NodeStatus[];
  /** Primitives, including those of groups and clones, with one entry for each instance. */
  readonly resources: readonly ResourceStatus[];
  readonly failures: readonly Failures[];
}

interface Element {
  readonly '#name': string;
  readonly $?: Readonly<Record<string, string>>;
  readonly $$?: readonly Element[];
}

export async function parseStatus(xml: string): Promise<ClusterStatus> {
  const parsed: Record<string, Element> = await parseStringPromise(xml, {
    explicitChildren: true,
    preserveChildrenOrder: true,
  });
  const root = parsed['pacemaker-result'];
  if (!root) throw new Error(`not XML output of crm_mon: ${xml.slice(0, 200)}`);
  const dc = find(root, 'summary', 'current_dc')[0];
  const histories = find(root, 'node_history', 'node').flatMap((node) =>
    find(node, 'resource_history').map((history) => ({ node: text(node, 'name'), history })),
  );
  return {
    pacemakerd: find(root, 'pacemakerd')[0]?.$?.state === 'running',
    dc: dc?.$?.name,
    quorate: yes(dc, 'with_quorum'),
    nodes: find(root, 'nodes', 'node').map((node) => ({
      name: text(node, 'name'),
      online: yes(node, 'online'),
      standby: yes(node, 'standby'),
      maintenance: yes(node, 'maintenance'),
      pending: yes(node, 'pending'),
      unclean: yes(node, 'unclean'),
    })),
    resources: find(root, 'resources').flatMap(primitives),
    failures: histories.map(({ node, history }) => ({
      node,
      resource: text(history, 'id'),
      count: Number(text(history, 'fail-count')),
    })),
  };
}

/** Returns the descendants on a path of element names. */
function find(element: Element, ...path: readonly string[]): readonly Element[] {
  return path.reduce<readonly Element[]>(
    (parents, name) =>
      parents.flatMap(({ $$ = [] }) => $$.filter((child) => child['#name'] === name)),
    [element],
  );
}

function primitives(element: Element): ResourceStatus[] {
  if (element['#name'] !== 'resource') return (element.$$ ?? []).flatMap(primitives);
  return [
    {
      id: text(element, 'id'),
      role: text(element, 'role'),
      managed: yes(element, 'managed'),
      failed: yes(element, 'failed'),
      nodes: find(element, 'node').map((node) => text(node, 'name')),
    },
  ];
}

const text = (element: Element, name: string): string => element.$?.[name] ?? '';
const yes = (element: Element | undefined, name: string): boolean => element?.$?.[name] === 'true';
