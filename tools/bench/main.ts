/** `make bench`: measures VirtualIP and IPaddr2. The exit status is 0 even if a target is missed. */
import { existsSync, statSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IPADDR2, type Parameters, VIRTUAL_IP } from '../../lab/agent.ts';
import { RUN_VARIABLE } from '../../lab/lab.ts';
import { measureFootprint } from './background.ts';
import { againstTrue, type Comparison, monitorOn, startOn } from './comparisons.ts';
import { ACTIONS, type Action, contenders, IPV4, IPV6, IPV6_IN_BACKGROUND } from './contender.ts';
import { measureCosts } from './costs.ts';
import { measureFirstFrames } from './first-frame.ts';
import { keepalived } from './keepalived.ts';
import { describeMachine } from './machine.ts';
import { buildFlags } from './makefile.ts';
import { onStage } from './on-stage.ts';
import { type ActionPair, measurePairs } from './pairs.ts';
import {
  reportActions,
  reportComparisons,
  reportCosts,
  reportFirstFrame,
  reportIpv6,
  reportMachine,
  reportTargets,
} from './report.ts';
import { say } from './say.ts';
import { type Stage, setStage } from './stage.ts';
import { judge } from './targets.ts';

async function bench(stage: Stage, folder: string): Promise<void> {
  const { plain, manyAddresses, manyRoutes, neighbour } = stage;
  const copy = join(folder, 'VirtualIP');
  await copyFile(VIRTUAL_IP, copy);
  const { ours, theirs } = contenders(copy);
  const pair = [ours, theirs];

  const measure = async (parameters: Parameters): Promise<ActionPair> => {
    const times = await measurePairs(plain, pair, parameters);
    const [ourTimes, theirTimes] = [times.get(ours), times.get(theirs)];
    if (!ourTimes || !theirTimes) throw new Error('one of the agents was not measured');
    return { ours: ourTimes, theirs: theirTimes };
  };
  const ipv4 = await measure(IPV4);
  const ourSide = { times: ipv4.ours, footprint: await measureFootprint(plain, ours) };
  const theirSide = { times: ipv4.theirs, footprint: await measureFootprint(plain, theirs) };
  say(reportActions(ourSide, theirSide));

  const ipv6 = await measure(IPV6);
  const ipv6InBackground = await measure(IPV6_IN_BACKGROUND);
  say(reportIpv6(ipv6, ipv6InBackground));

  const overTrue: Readonly<Record<Action, Comparison>> = {
    start: await againstTrue(plain, ours, 'start'),
    monitor: await againstTrue(plain, ours, 'monitor'),
    stop: await againstTrue(plain, ours, 'stop'),
  };
  const stopAnnouncing = await againstTrue(plain, ours, 'stop', false);
  const addresses = await monitorOn(manyAddresses, plain, ours);
  const theirAddresses = await monitorOn(manyAddresses, plain, theirs);
  const routes = await startOn(manyRoutes, plain, ours);
  const theirRoutes = await startOn(manyRoutes, plain, theirs);
  const comparisons = [
    ...ACTIONS.map(
      (name, at) =>
        [at === 0 ? '(a)' : '', `${name} / /bin/true`, ours.name, overTrue[name]] as const,
    ),
    ['', 'stop that ends announcements / /bin/true', ours.name, stopAnnouncing],
    ['(b)', 'monitor, 2,000 other addresses / none', ours.name, addresses],
    ['', '', theirs.name, theirAddresses],
    ['(c)', 'start, 50,000 unrelated routes / 3', ours.name, routes],
    ['', '', theirs.name, theirRoutes],
  ] as const;
  say(reportComparisons(comparisons));

  const frames = await measureFirstFrames(plain, neighbour, pair, await keepalived(folder));
  say(reportFirstFrame(frames));
  const firstFrame = frames.get(ours.name);
  if (!firstFrame) throw new Error('the first frame was not measured');

  const costs = await measureCosts(plain, manyAddresses, ours);
  say(reportCosts(costs));

  const flags = (await buildFlags()).join(' ');
  say(reportMachine(await describeMachine(flags, ['resource-agents', 'keepalived'])));
  const targets = judge({
    ipv4,
    ipv6: ipv6InBackground,
    footprint: ourSide.footprint,
    overTrue,
    manyAddresses: addresses,
    firstFrame,
    costs,
    size: statSync(ours.executable).size,
  });
  say(reportTargets(targets));
}

if (process.geteuid?.() !== 0) throw new Error('network namespaces need root: sudo make bench');
if (!existsSync(IPADDR2)) throw new Error(`${IPADDR2} is missing; install resource-agents`);
process.env[RUN_VARIABLE] ??= 'bench';
await onStage('bench', setStage, bench);
