/**
 * Starts this executable again as a process that outlives this one: its own session, no terminal,
 * no pipe of ours that somebody waits for, working directory `/`.
 * The descriptors become 3, 4, … of the child, in this order.
 */
export function startInBackground(args: readonly string[], descriptors: readonly number[]): number {
  const child = Bun.spawn([process.execPath, ...args], {
    stdio: ['ignore', 'ignore', 'ignore', ...descriptors],
    detached: true,
    cwd: '/',
  });
  child.unref();
  return child.pid;
}
