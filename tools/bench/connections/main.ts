/** `make bench-connections`: measures when the peers of idle connections learn that stop has removed the address. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createSegment, RUN_VARIABLE, type Segment } from '../../../lab/lab.ts';
import { monotonicTime } from '../../../lab/monotonic-time.ts';
import { Program } from '../../../lab/programs/program.ts';
import type { Ended } from '../../../lab/programs/tcp-clients.ts';
import { realTime } from '../../../lab/real-time.ts';
import { until } from '../../../lab/until.ts';
import { describeMachine } from '../machine.ts';
import { buildFlags } from '../makefile.ts';
import { onStage } from '../on-stage.ts';
import { reportMachine, reportTargets } from '../report.ts';
import { say } from '../say.ts';
import { RUNS, repeat } from '../settings.ts';
import { median, quantile } from '../statistics.ts';
import { milliseconds, type Row, renderTable } from '../table.ts';

const VIP = '10.0.0.10';
const PORT = 8000;
const CONNECTIONS = 1000;
/** Without resets: how long to wait for them. */
const PATIENCE_MS = 5000;
/** Each takes seconds, most of it to connect. */
const CONNECTION_RUNS = Math.min(RUNS, 10);
const MAX_KNOWN_MS = 50;

interface Run {
  /** Milliseconds from before the creation of the process of stop to its end. */
  readonly stop: number;
  /** The same to the last reset on the peer's wire. */
  readonly wire: number;
  /** The same to the moment at which the peer's program has ECONNRESET, for each connection that was reset. */
  readonly known: readonly number[];
}

async function stopWithPeers({ a, neighbour }: Segment, kill: boolean): Promise<Run> {
  await a.agent('start', { ip: VIP, arp_count: 1 });
  const server = await Program.start(a, 'tcp-server', [String(PORT), '0.0.0.0']);
  const resets: number[] = [];
  const args = [VIP, String(PORT), String(CONNECTIONS)];
  const clients = await Program.start(neighbour, 'tcp-clients', args, ({ code, at }: Ended) => {
    if (code !== 'ECONNRESET') throw new Error(`a connection ended with ${code}`);
    resets.push(at);
  });
  const capture = await neighbour.capture('eth0', `tcp[tcpflags] & tcp-rst != 0 and src ${VIP}`);
  const begun = monotonicTime();
  const begunRealTime = realTime();
  const { status, stderr } = await a.agent('stop', { ip: VIP, kill_connections_on_stop: kill });
  const stop = monotonicTime() - begun;
  if (status !== 0) throw new Error(`stop: ${stderr}`);
  if (kill) {
    await until('every peer knows', async () => resets.length, {
      accept: (count) => count === CONNECTIONS,
      interval: 10,
    });
  } else await sleep(begun + PATIENCE_MS - monotonicTime());
  const times = (await capture.frames()).map(({ time }) => time);
  await capture.stop();
  await clients.kill();
  await server.kill();
  const wire = Math.max(...times) - begunRealTime;
  return { stop, wire, known: resets.map((at) => at - begun) };
}

async function bench(segment: Segment): Promise<void> {
  const runs: Run[] = [];
  await repeat(CONNECTION_RUNS, async (counts) => {
    const run = await stopWithPeers(segment, true);
    if (counts) runs.push(run);
  });
  const without = await stopWithPeers(segment, false);

  const of = (what: string, value: (run: Run) => number): Row => {
    const values = runs.map(value);
    return [what, milliseconds(median(values)), milliseconds(quantile(values, 1))];
  };
  const last = ({ known }: Run) => Math.max(...known);
  const rows: Row[] = [
    ['', 'median', 'slowest'],
    of("until the first peer's program has ECONNRESET", ({ known }) => Math.min(...known)),
    of("until the last reset is on the peer's wire", ({ wire }) => wire),
    of("until the last peer's program has ECONNRESET", last),
    of('until stop ends', ({ stop }) => stop),
  ];
  say(`kill_connections_on_stop=true: ${CONNECTIONS} idle TCP connections of one peer, ${runs.length} runs
  Times from before the creation of stop's process, which "ip netns exec" runs in the namespace of the host. Wire:
  the kernel's time stamps in tcpdump's capture. One program of Node.js, on the same machine, has all peers: it needs
  most of the time after the reset is on the wire.

${renderTable(rows, 1)}
kill_connections_on_stop=false: ${without.known.length} of ${CONNECTIONS} have ECONNRESET after ${PATIENCE_MS / 1000} s
`);
  const flags = (await buildFlags()).join(' ');
  say(reportMachine(await describeMachine(flags, ['iproute2'])));
  const known = median(runs.map(last));
  say(
    reportTargets([
      {
        text: `stop: every peer of ${CONNECTIONS} connections knows within ${MAX_KNOWN_MS} ms`,
        measured: milliseconds(known),
        met: known <= MAX_KNOWN_MS,
      },
    ]),
  );
}

if (process.geteuid?.() !== 0) {
  throw new Error('network namespaces need root: sudo make bench-connections');
}
process.env[RUN_VARIABLE] ??= 'bench';
await onStage(
  'connections',
  async () => {
    const segment = await createSegment();
    return { ...segment, close: () => segment.lab.close() };
  },
  bench,
);
