/**
 * Parses the output of `strace -f -ttt -e trace=process` into processes and their parents:
 *
 *   PID TIME vfork( <unfinished ...>
 *   PID TIME <... vfork resumed>) = 88
 *   PID TIME clone3({flags=CLONE_VM|CLONE_THREAD|…}, 88) = 89
 *   PID TIME +++ exited with 0 +++
 */

export interface TracedProcess {
  readonly pid: number;
  readonly parent: number | undefined;
  /** Seconds since the epoch; infinite if the trace does not contain the end. */
  end: number;
}

const LINE = /^(\d+) +(\d+\.\d+) (.*)$/;
const CREATION = /^(?:<\.\.\. )?(?:clone3?|v?fork)\b/;
const RETURNED_PID = / = (\d+)(?: |$)/;

/** The processes in the order of their creation; the first is the one that strace started. */
export function readTrace(text: string): TracedProcess[] {
  const processes = new Map<number, TracedProcess>();
  const processOfThread = new Map<number, number>();
  const unfinished = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [, thread = '', time = '', what = ''] = LINE.exec(line) ?? [];
    if (what === '') continue;
    const tid = Number(thread);
    if (processes.size === 0) processes.set(tid, newProcess(tid, undefined));
    if (what.startsWith('+++')) {
      const process = processes.get(tid);
      if (process) process.end = Number(time);
      continue;
    }
    if (!CREATION.test(what)) continue;
    if (what.endsWith('<unfinished ...>')) {
      unfinished.set(tid, what);
      continue;
    }
    const created = Number(RETURNED_PID.exec(what)?.[1] ?? 0);
    const call = (unfinished.get(tid) ?? '') + what;
    unfinished.delete(tid);
    // The call failed, or a signal interrupted it.
    if (created === 0) continue;
    const creator = processOfThread.get(tid) ?? tid;
    // strace prints thread ids like pids.
    if (call.includes('CLONE_THREAD')) processOfThread.set(created, creator);
    else processes.set(created, newProcess(created, creator));
  }
  return [...processes.values()];
}

function newProcess(pid: number, parent: number | undefined): TracedProcess {
  return { pid, parent, end: Number.POSITIVE_INFINITY };
}
