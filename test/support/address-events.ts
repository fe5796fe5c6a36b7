/** What the kernel says of some addresses of a host while something is done, by `ip monitor`. */
import { execa } from 'execa';
import type { Host } from './lab.ts';

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
    for (let i = 0; seen.length === 0; i++) {
      if (i > 300) throw new Error('ip monitor sees nothing');
      await host.ip('address replace 127.0.0.9/32 dev lo');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await work();
    await host.ip('address delete 127.0.0.9/32 dev lo');
    while (!seen.join('').includes('Deleted 1: lo')) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  } finally {
    monitor.kill();
    await monitor;
  }
  return seen
    .join('')
    .split('\n')
    .filter((line) => addresses.some((address) => line.includes(` ${address}/`)));
}
