/**
 * What runs a program before all others, on one processor, so that it has its time also on a busy
 * machine; nothing where that is not allowed.
 */
import { readFileSync } from 'node:fs';
import { execa } from 'execa';

/** @param priority sched(7): of two that could run, the one with the higher number does */
export async function realTimePriority(priority: number): Promise<readonly string[]> {
  // proc_pid_status(5): such as 0-1,4.
  const status = readFileSync('/proc/self/status', 'utf8');
  const processor = /^Cpus_allowed_list:.*?(\d+)$/m.exec(status)?.[1] ?? '0';
  const prefix = ['taskset', '-c', processor, 'chrt', '--fifo', String(priority)];
  const [command = '', ...args] = [...prefix, 'true'];
  const { exitCode } = await execa(command, args, { reject: false });
  return exitCode === 0 ? prefix : [];
}
