/**
 * Command prefix that runs a program with real-time priority (SCHED_FIFO), on one processor, so that it
 * is scheduled also on a busy machine; empty if that is not permitted.
 */
import { readFileSync } from 'node:fs';
import { execa } from 'execa';

/** @param priority sched(7): from 1 to 99, the highest */
export async function realTimePriority(priority: number): Promise<readonly string[]> {
  // proc_pid_status(5): a list such as 0-1,4.
  const status = readFileSync('/proc/self/status', 'utf8');
  const processor = /^Cpus_allowed_list:.*?(\d+)$/m.exec(status)?.[1] ?? '0';
  const prefix = ['taskset', '-c', processor, 'chrt', '--fifo', String(priority)];
  const [command = '', ...args] = [...prefix, 'true'];
  const { exitCode } = await execa(command, args, { reject: false });
  return exitCode === 0 ? prefix : [];
}
