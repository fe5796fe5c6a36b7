/**
 * `make demo`: an address moves from one host to another, in a network of namespaces. With --cluster, Pacemaker moves
 * it; otherwise the demo itself.
 * Exit status 0 if all facts were verified, else 1.
 */
import { ClusterShow } from './demo/cluster/show.ts';
import { NamespaceShow } from './demo/namespaces/show.ts';
import { Narrator, Unverified, wantsColour } from './demo/narrator.ts';
import type { Show } from './demo/show.ts';

// Ends the demo between two steps: if the network were removed during a step, the step could leave something
// behind.
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)));
}

const tell = new Narrator(wantsColour(), interruption.signal);
process.exit(await main());

async function main(): Promise<number> {
  if (process.geteuid?.() !== 0) {
    tell.failure('The demo creates network namespaces and needs root: sudo make demo');
    return 1;
  }
  const startedAt = performance.now();
  const show: Show = process.argv.includes('--cluster') ? new ClusterShow() : new NamespaceShow();
  let failure: unknown;
  tell.title(show.title);
  try {
    await show.play(tell);
  } catch (error) {
    failure = error;
  }
  const left = await show.close();
  return verdict(failure, left, performance.now() - startedAt);
}

function verdict(failure: unknown, left: readonly string[], duration: number): number {
  const network =
    left.length > 0 ? `left behind: ${left.join(', ')}` : 'its network is taken down again';
  if (interruption.signal.aborted) {
    tell.failure(`The demo was ${interruption.signal.reason.message}; ${network}.`);
    return 1;
  }
  if (failure) {
    const kind = failure instanceof Unverified ? 'Not as expected' : 'The demo itself failed';
    tell.failure(
      `${kind}: ${failure instanceof Error ? failure.message : String(failure)}; ${network}.`,
    );
    return 1;
  }
  const seconds = (duration / 1000).toFixed(1);
  const facts = `${tell.facts} facts verified in ${seconds} s; ${network}.`;
  if (left.length > 0) {
    tell.failure(facts);
    return 1;
  }
  tell.success(facts);
  return 0;
}
