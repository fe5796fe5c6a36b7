/** Runs `work`, and returns the lines of `ip monitor` about some addresses of the host meanwhile. */
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
  const output: string[] = [];
  monitor.stdout.on('data', (text) => output.push(String(text)));
  try {
    // Adds an address on lo until `ip monitor` reports it: from then on no event is missed.
    const addMarker = async () => {
      await host.ip('address replace 127.0.0.9/32 dev lo');
      return output.length > 0;
    };
    await until('ip monitor reports an event', addMarker, { interval: 10 });
    await work();
    await host.ip('address delete 127.0.0.9/32 dev lo');
    const isComplete = () => output.join('').includes('Deleted 1: lo');
    await until('ip monitor has reported the last event', isComplete, { interval: 5 });
  } finally {
    monitor.kill();
    await monitor;
  }
  return output
    .join('')
    .split('\n')
    .filter((line) => addresses.some((address) => line.includes(` ${address}/`)));
}
