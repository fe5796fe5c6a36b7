/** Runs a cluster until it is killed. Prints "up" and the pid of each PID 1. */
import { writeSync } from 'node:fs';
import { Cluster } from './cluster.ts';

const cluster = await Cluster.create({ nodes: 2 });
writeSync(1, `up ${cluster.enclosures.map(({ pid }) => pid).join(' ')}\n`);
await Promise.all(cluster.enclosures.map(({ ended }) => ended));
