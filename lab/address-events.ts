/** What the kernel says of some addresses of a host while something is done, by `ip monitor`. */
import { execa } from 'execa';
import type { Host } from './lab.ts';
import { until } from './until.ts';

export async function addressEvents(
  host: Host,
  addresses: readonly string[],
  work: () => Promise<void>,
): Promise<string[]> {
  const [command = '', ...args] = [...host.place, 'ip', 'monitor', 'address'];
  const monitor = execa(command, args, { reject: false, all: true });
  const seen: string[] = [];
  monitor.stdout.on('data', (text) => seen.push(String(text)));
  try {
    // The first event is one of ours: from then on nothing is missed.
    const provoke = async () => {
      await host.ip('address replace 127.0.0.9/32 dev lo');
      return seen.length > 0;
    };
    await until('ip monitor sees something', provoke, { interval: 10 });
    await work();
    await host.ip('address delete 127.0.0.9/32 dev lo');
    const last = () => seen.join('').includes('Deleted 1: lo');
    await until('ip monitor has seen the last event', last, { interval: 5 });
  } finally {
    monitor.kill();
    await monitor;
  }
  return seen
    .join('')
    .split('\n')
    .filter((line) => addresses.some((address) => line.includes(` ${address}/`)));
}
