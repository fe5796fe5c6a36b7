/** Reads the events of a failover from the logs of corosync and Pacemaker. */
import type { Node } from '../../../lab/cluster/node.ts';

/** Milliseconds of CLOCK_REALTIME. */
export interface LogMoments {
  readonly tokenLost?: number;
  readonly membership?: number;
  readonly scheduled?: number;
  readonly fencingAsked?: number;
  readonly fenced?: number;
}

const WORDS: Record<keyof LogMoments, readonly [file: string, words: RegExp]> = {
  tokenLost: ['corosync.out', /A processor failed, forming new configuration/],
  membership: ['corosync.out', /A new membership .* was formed\. Members left/],
  scheduled: ['pacemaker/pacemaker.log', /Calculated transition/],
  fencingAsked: ['pacemaker/pacemaker.log', /Requesting fencing \(/],
  fenced: ['pacemaker/pacemaker.log', /Operation '\w+' targeting \S+ .*: OK/],
};

/** `Nov 20 12:05:56.838`, local time without the year. */
const STAMP = /^\w{3} +\d+ \d\d:\d\d:\d\d\.\d{3}/;

/** Returns the time of the first message of each kind since `since`, on any of the nodes. */
export async function readLogs(nodes: readonly Node[], since: number): Promise<LogMoments> {
  const year = new Date(since).getFullYear();
  const files = [...new Set(Object.values(WORDS).map(([file]) => file))];
  const lines: { readonly file: string; readonly time: number; readonly line: string }[] = [];
  for (const file of files) {
    for (const node of nodes) {
      // From the end: the files are long, and only recent lines matter.
      for (const line of (await node.log(file)).split('\n').reverse()) {
        const stamp = STAMP.exec(line)?.[0];
        if (stamp === undefined) continue;
        const time = Date.parse(`${year} ${stamp}`);
        if (time < since) break;
        lines.push({ file, time, line });
      }
    }
  }
  lines.sort((a, b) => a.time - b.time);
  const first = ([file, words]: readonly [string, RegExp]) =>
    lines.find((entry) => entry.file === file && words.test(entry.line))?.time;
  const moments = Object.entries(WORDS).flatMap(([name, what]) => {
    const time = first(what);
    return time === undefined ? [] : [[name, time]];
  });
  return Object.fromEntries(moments);
}
