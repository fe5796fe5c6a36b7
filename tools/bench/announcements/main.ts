/**
 * `make bench-announcements`: how soon a gateway that drops gratuitous ARP knows the new holder, and how many frames
 * 200 addresses send that start at once (announce_rate).
 */
import { createSegment, type Host, RUN_VARIABLE, type Segment } from '../../../lab/lab.ts';
import { ARP_REPLY } from '../../../lib/wire/arp.ts';
import { formatHardwareAddress } from '../../../lib/wire/hardware-address.ts';
import { describeMachine } from '../machine.ts';
import { buildFlags } from '../makefile.ts';
import { onStage } from '../on-stage.ts';
import { reportMachine, reportTargets } from '../report.ts';
import { say } from '../say.ts';
import { RUNS, repeat } from '../settings.ts';
import { median, quantile } from '../statistics.ts';
import { milliseconds, type Row, renderTable } from '../table.ts';

const VIP = '10.0.0.10';
const GATEWAY = '10.0.0.3';
const OLD_HOLDER = '02:00:00:00:00:99';
const ADDRESSES = 200;
const WINDOW_MS = 100;
/** Frames per second: the default of announce_rate, and none to speak of. */
const RATES = [500, 1_000_000];
/** The default of announce_rate, the frames that it saves for 50 ms, and a round with its questions. */
const MAX_FRAMES = 50 + 25 + 5;

/** Milliseconds from the first gratuitous frame to the gateway's answer, on the wire of the gateway. */
async function takeover({ a, neighbour }: Segment): Promise<number> {
  await neighbour.ip(`neigh replace ${VIP} lladdr ${OLD_HOLDER} dev eth0 nud stale`);
  const capture = await neighbour.capture('eth0', 'arp');
  await a.agent('start', { ip: VIP });
  const mac = await a.hardwareAddress('eth0');
  const known = await neighbour.neighbour(VIP);
  if (known !== mac) throw new Error(`the gateway has ${known}, not ${mac}`);
  const frames = await capture.arp();
  await capture.stop();
  await a.agent('stop', { ip: VIP });
  const first = frames.find(({ source }) => source === VIP);
  const answer = frames.find(
    ({ source, arp }) => source === GATEWAY && arp.operation === ARP_REPLY,
  );
  if (!first || !answer) throw new Error('no announcement, or no answer');
  return answer.time - first.time;
}

interface Crowd {
  /** Frames on the neighbour's wire in each window of WINDOW_MS, from the first frame on. */
  readonly windows: readonly number[];
  /** Milliseconds from the first to the last first round. */
  readonly firstRounds: number;
  /** The addresses that the neighbour has wrong at the end. */
  readonly wrong: number;
}

const addressOf = (at: number) => `10.0.1.${at + 1}`;

async function crowd({ a, neighbour }: Segment, rate: number): Promise<Crowd> {
  const ips = Array.from({ length: ADDRESSES }, (_, at) => addressOf(at));
  for (const ip of ips)
    await neighbour.ip(`neigh replace ${ip} lladdr ${OLD_HOLDER} dev eth0 nud stale`);
  const capture = await neighbour.capture('eth0', 'arp');
  const parameters = { announce_rate: rate, cidr_netmask: 32, nic: 'eth0' };
  const runs = await Promise.all(ips.map((ip) => a.agent('start', { ip, ...parameters })));
  for (const { status, stderr } of runs) if (status !== 0) throw new Error(`start: ${stderr}`);
  await a.waitForAnnouncers();
  const mac = await a.hardwareAddress('eth0');
  const frames = (await capture.arp()).filter(
    ({ frame }) => formatHardwareAddress(frame.source) === mac,
  );
  await capture.stop();
  const entries = await neighbour.ipJson<{ dst: string; lladdr?: string }>('neigh show dev eth0');
  const known = new Map(entries.map(({ dst, lladdr }) => [dst, lladdr]));
  await Promise.all(ips.map((ip) => a.agent('stop', { ip, ...parameters })));
  const times = frames.map(({ time }) => time);
  const firsts = ips.flatMap((ip) => frames.find(({ source }) => source === ip)?.time ?? []);
  return {
    windows: windowsOf(times),
    firstRounds: Math.max(...firsts) - Math.min(...firsts),
    wrong: ips.filter((ip) => known.get(ip) !== mac).length,
  };
}

function windowsOf(times: readonly number[]): number[] {
  const start = Math.min(...times);
  const windows: number[] = [];
  for (const time of times) {
    const at = Math.floor((time - start) / WINDOW_MS);
    while (windows.length <= at) windows.push(0);
    windows[at] = (windows[at] ?? 0) + 1;
  }
  return windows;
}

async function bench(segment: Segment): Promise<void> {
  const { a, neighbour } = segment;
  await prepareGateway(neighbour);
  await a.ip(`route add default via ${GATEWAY}`);
  const answers: number[] = [];
  await repeat(RUNS, async (counts) => {
    const time = await takeover(segment);
    if (counts) answers.push(time);
  });
  say(`A gateway with drop_gratuitous_arp=1, ${answers.length} takeovers: from the first gratuitous frame to the
gateway's answer, on its wire: median ${milliseconds(median(answers))}, slowest ${milliseconds(quantile(answers, 1))}
`);
  await neighbour.sysctl('net.ipv4.conf.all.drop_gratuitous_arp', 0);
  await neighbour.sysctl('net.ipv4.conf.eth0.drop_gratuitous_arp', 0);
  await a.ip('route del default');

  const rows: Row[] = [
    ['announce_rate', 'most in 100 ms', 'median', 'first rounds take', 'wrong at the end'],
  ];
  const crowds: Crowd[] = [];
  for (const rate of RATES) {
    const seen = await crowd(segment, rate);
    crowds.push(seen);
    const { windows, firstRounds, wrong } = seen;
    const busy = windows.filter((count) => count > 0);
    rows.push([
      String(rate),
      String(Math.max(...windows)),
      String(median(busy)),
      milliseconds(firstRounds),
      String(wrong),
    ]);
  }
  say(`${ADDRESSES} starts at once: ARP frames on the neighbour's wire

${renderTable(rows, 1)}
Frames in each 100 ms with announce_rate=${RATES[0]}: ${crowds[0]?.windows.join(' ')}
`);
  const flags = (await buildFlags()).join(' ');
  say(reportMachine(await describeMachine(flags, ['iproute2', 'tcpdump'])));
  const most = Math.max(...(crowds[0]?.windows ?? []));
  say(
    reportTargets([
      {
        text: `${ADDRESSES} addresses at once: at most ${MAX_FRAMES} frames in 100 ms`,
        measured: String(most),
        met: most <= MAX_FRAMES,
      },
      {
        text: 'all neighbours are right at the end',
        measured: String(ADDRESSES - (crowds[0]?.wrong ?? 0)),
        met: crowds[0]?.wrong === 0,
      },
    ]),
  );
}

async function prepareGateway(neighbour: Host): Promise<void> {
  for (const nic of ['all', 'eth0']) {
    await neighbour.sysctl(`net.ipv4.conf.${nic}.drop_gratuitous_arp`, 1);
  }
  await neighbour.ip('route add 10.0.1.0/24 dev eth0');
}

if (process.geteuid?.() !== 0) {
  throw new Error('network namespaces need root: sudo make bench-announcements');
}
process.env[RUN_VARIABLE] ??= 'bench';
await onStage(
  'announcements',
  async () => {
    const segment = await createSegment();
    return { ...segment, close: () => segment.lab.close() };
  },
  bench,
);
