import type { Host } from './lab.ts';

const ONE_DAY_S = 86_400;

/**
 * Lets announcements alone change the neighbour entries of a host. One that probes would find a dead node unreachable,
 * and could delete the entry before another node announces the address.
 */
export async function keepNeighbours(host: Host, nic: string): Promise<void> {
  for (const family of ['ipv4', 'ipv6']) {
    const own = `net.${family}.neigh.${nic}`;
    // Neighbour tables have a size limit for all namespaces together: keeps these entries in any case.
    await host.sysctl(`${own}.gc_stale_time`, ONE_DAY_S);
    await host.sysctl(`${own}.base_reachable_time_ms`, ONE_DAY_S * 1000);
    await host.sysctl(`${own}.delay_first_probe_time`, ONE_DAY_S);
  }
}
