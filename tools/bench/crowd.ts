/** Adds many routes or addresses to a host that do not affect the virtual address. */
import { execa } from 'execa';
import type { Host } from '../../lab/lab.ts';

async function batch(host: Host, lines: readonly string[]): Promise<void> {
  await execa('ip', ['-n', host.namespace, '-batch', '-'], { input: `${lines.join('\n')}\n` });
}

/** Adds routes to different networks through a router, all in the main table. */
export async function addRoutes(host: Host, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, i) => {
    const network = `172.${16 + (i >> 14)}.${(i >> 6) & 0xff}.${(i & 0x3f) << 2}/30`;
    return `route add ${network} via 10.0.0.254 dev eth0`;
  });
  await batch(host, lines);
}

/** Adds addresses of another network to eth0. */
export async function addAddresses(host: Host, count: number): Promise<void> {
  const lines = Array.from(
    { length: count },
    (_, i) => `addr add 10.8.${i >> 8}.${i & 0xff}/16 brd + dev eth0`,
  );
  await batch(host, lines);
}

export async function countRoutes(host: Host): Promise<number> {
  return (await host.ip('-4 route show table main')).split('\n').filter(Boolean).length;
}

export async function countAddresses(host: Host): Promise<number> {
  return (await host.addresses('eth0')).length;
}
