/** Commands on a node that is frozen meanwhile. */
import { readdirSync, readFileSync } from 'node:fs';

/** How often. */
const INTERVAL_MS = 1000;

/**
 * If its program is stopped, nsenter(1) stops itself, outside the node, where nobody continues it: the command would
 * never end. Continues such children of this process, until the returned function is called.
 */
export function continueStoppedCommands(): () => void {
  const timer = setInterval(continueAll, INTERVAL_MS);
  return () => clearInterval(timer);
}

function continueAll(): void {
  for (const task of readdirSync('/proc/self/task')) {
    const children = textOf(`/proc/self/task/${task}/children`);
    for (const pid of children.split(' ').filter(Boolean)) {
      // The state of proc_pid_stat(5) is behind the name in parentheses.
      const stat = textOf(`/proc/${pid}/stat`);
      if (stat.slice(stat.lastIndexOf(')') + 2).startsWith('T')) signal(Number(pid));
    }
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It has ended.
  }
}

/** Empty if the thread or the process has ended. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
