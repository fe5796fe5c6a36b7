/** The network of the bench: a plain host, one with many addresses, one with many routes, and a neighbour. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Host, Lab } from '../../lab/lab.ts';
import { addAddresses, addRoutes, countAddresses, countRoutes } from './crowd.ts';
import { Runner } from './remote.ts';

export const ROUTES = 50_000;
export const FEW_ROUTES = 3;
export const ADDRESSES = 2_000;

/** HA_RSCTMP is in memory, as /run is. */
const MEMORY = '/dev/shm';

export interface Stage {
  readonly plain: Runner;
  readonly manyAddresses: Runner;
  readonly manyRoutes: Runner;
  readonly neighbour: Host;
  close(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const lab = await Lab.create();
  const state = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'floatip-bench-'));
  const runners: Runner[] = [];
  const close = async () => {
    for (const runner of runners) await runner.close();
    await lab.close();
    await rm(state, { recursive: true, force: true });
  };
  const addHost = async (name: string, address: string) => {
    const host = await lab.addHost(name);
    await lab.plug(host, 'eth0', address);
    const stateDirectory = join(state, name);
    await mkdir(stateDirectory);
    return new Host(host.namespace, stateDirectory);
  };
  try {
    const [plain, addresses, routes, neighbour] = [
      await addHost('plain', '10.0.0.1/24'),
      await addHost('addresses', '10.0.0.2/24'),
      await addHost('routes', '10.0.0.3/24'),
      await addHost('neighbour', '10.0.0.4/24'),
    ];
    await plain.ip('address add 2001:db8::1/64 dev eth0 nodad');
    // One route leads to the host's own network.
    await addRoutes(plain, FEW_ROUTES - 1);
    await addRoutes(routes, ROUTES + FEW_ROUTES - 1);
    await addAddresses(addresses, ADDRESSES);
    await expectCount('routes', plain, countRoutes, FEW_ROUTES);
    await expectCount('routes', routes, countRoutes, ROUTES + FEW_ROUTES);
    await expectCount('addresses', addresses, countAddresses, ADDRESSES + 1);
    const start = (host: Host) => {
      const runner = new Runner(host);
      runners.push(runner);
      return runner;
    };
    return {
      plain: start(plain),
      manyAddresses: start(addresses),
      manyRoutes: start(routes),
      neighbour,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function expectCount(
  what: string,
  host: Host,
  count: (host: Host) => Promise<number>,
  wanted: number,
): Promise<void> {
  const found = await count(host);
  if (found !== wanted) {
    throw new Error(`${host.namespace} has ${found} ${what} instead of ${wanted}`);
  }
}
