/**
 * What happens to the cluster, as text: `standby:2:1500 +kill:1:300 . move:4:3` is a standby of node 2 for 1.5 s, at the
 * same time node 1 dies, then everything is mended, then address 4 moves to node 3.
 */
import type { SeededRandom } from '../random.ts';

export interface Kind {
  readonly name: string;
  readonly what: string;
  /** What its arguments are: a node (from 1), an address (from 1), milliseconds until it is undone. */
  readonly takes: readonly ('node' | 'address' | 'time')[];
  /** Relative frequency. */
  readonly weight: number;
}

export const KINDS = [
  { name: 'move', what: 'an address is moved to a node', takes: ['address', 'node'], weight: 4 },
  { name: 'ban', what: 'an address is banned from a node', takes: ['address', 'node'], weight: 2 },
  { name: 'standby', what: 'a node is in standby', takes: ['node', 'time'], weight: 4 },
  { name: 'kill', what: 'the power of a node is cut', takes: ['node', 'time'], weight: 2 },
  { name: 'dc', what: 'the power of the designated controller is cut', takes: ['time'], weight: 1 },
  { name: 'cut', what: 'the cable of a node is cut', takes: ['node', 'time'], weight: 2 },
  { name: 'split', what: 'a node is alone, with carrier', takes: ['node', 'time'], weight: 2 },
  { name: 'mute', what: 'a node hears, but is not heard', takes: ['node', 'time'], weight: 2 },
  { name: 'deaf', what: 'a node is heard, but does not hear', takes: ['node', 'time'], weight: 2 },
  {
    name: 'freeze',
    what: 'SIGSTOP to all processes of a node',
    takes: ['node', 'time'],
    weight: 2,
  },
  { name: 'doze', what: 'SIGSTOP to Pacemaker on a node', takes: ['node', 'time'], weight: 2 },
  { name: 'crash', what: 'pacemakerd is killed on a node', takes: ['node'], weight: 1 },
  {
    name: 'fence-fails',
    what: 'a cable is cut, and fencing fails twice',
    takes: ['node'],
    weight: 1,
  },
  {
    name: 'flap',
    what: 'the carrier of a node is lost for a moment',
    takes: ['node', 'time'],
    weight: 2,
  },
  { name: 'mac', what: 'the hardware address of a node changes', takes: ['node'], weight: 2 },
  {
    name: 'remove',
    what: 'somebody removes an address from its node',
    takes: ['address'],
    weight: 2,
  },
  {
    name: 'add',
    what: 'somebody adds an address on a node',
    takes: ['address', 'node', 'time'],
    weight: 2,
  },
  {
    name: 'flush',
    what: 'a network manager removes foreign addresses',
    takes: ['node'],
    weight: 2,
  },
  {
    name: 'reload',
    what: 'a reloadable parameter is changed',
    takes: ['address', 'time'],
    weight: 2,
  },
  {
    name: 'update',
    what: 'a parameter is changed that restarts',
    takes: ['address', 'time'],
    weight: 2,
  },
  { name: 'refresh', what: 'Pacemaker forgets all results, and probes', takes: [], weight: 1 },
] as const satisfies readonly Kind[];

export type KindName = (typeof KINDS)[number]['name'];

export interface Step {
  readonly kind: KindName;
  readonly node: number;
  readonly address: number;
  readonly time: number;
  /** At the same time as the step before it. */
  readonly together: boolean;
  /** The cluster is mended first. */
  readonly mended: boolean;
}

export interface Size {
  readonly nodes: number;
  readonly addresses: number;
}

const ALL: readonly Kind[] = KINDS;
const TOTAL_WEIGHT = KINDS.reduce((sum, { weight }) => sum + weight, 0);
const MAX_TIME_MS = 6000;

export function randomSteps(random: SeededRandom, count: number, size: Size): Step[] {
  return Array.from({ length: count }, (_, at) => randomStep(random, at, size));
}

function randomStep(random: SeededRandom, at: number, { nodes, addresses }: Size): Step {
  let left = random.below(TOTAL_WEIGHT);
  const chosen = KINDS.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  const how = random.below(4);
  // Times of every length are equally frequent: some are shorter than Corosync's token timeout, some longer.
  const time = Math.round(MAX_TIME_MS ** (0.5 + random.below(500) / 1000));
  return {
    kind: chosen?.name ?? 'refresh',
    node: 1 + random.below(nodes),
    address: 1 + random.below(addresses),
    time,
    together: at > 0 && how === 0,
    mended: at > 0 && how === 1,
  };
}

export function formatSteps(steps: readonly Step[]): string {
  return steps.map(formatStep).join(' ');
}

/** Before the first step, nothing is to be mended, and there is nothing else at the same time. */
function formatStep(step: Step, at: number): string {
  const { takes } = kindOf(step.kind);
  const words = [step.kind, ...takes.map((what) => step[what])].join(':');
  if (at === 0) return words;
  return `${step.mended ? '. ' : ''}${step.together ? '+' : ''}${words}`;
}

/** @throws Error */
export function parseSteps(text: string): Step[] {
  const steps: Step[] = [];
  let mended = false;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (word === '.') {
      mended = true;
      continue;
    }
    const together = word.startsWith('+');
    const [name = '', ...values] = word.slice(together ? 1 : 0).split(':');
    const kind = KINDS.find((one) => one.name === name);
    if (!kind) throw new Error(`"${word}": there is no event ${name}`);
    if (values.length !== kind.takes.length || values.some((value) => !/^\d+$/.test(value))) {
      throw new Error(`"${word}" must be ${[name, ...kind.takes].join(':')}`);
    }
    const given = Object.fromEntries(kind.takes.map((what, at) => [what, Number(values[at])]));
    const place = { node: 1, address: 1, time: 0, ...given };
    steps.push({ kind: kind.name, ...place, together, mended });
    mended = false;
  }
  return steps;
}

function kindOf(name: KindName): Kind {
  const kind = ALL.find((one) => one.name === name);
  if (!kind) throw new Error(`there is no event ${name}`);
  return kind;
}
