/** The times in which one host has an address: from the end of start until stop begins, or until it is lost. */
import { least } from './extremes.ts';
import type { Action } from './records.ts';
import type { Span } from './span.ts';

const SUCCESS = 0;
/** OCF_DEGRADED: monitor has found the address. */
const DEGRADED = 190;

/** @param losses of all instances: a power cut, or somebody else */
export function tenuresOf(actions: readonly Action[], losses: readonly number[]): Span[] {
  const instances = [...Map.groupBy(actions, ({ resource }) => resource).values()];
  return union(instances.flatMap((own) => tenuresOfInstance(own, losses)));
}

function tenuresOfInstance(actions: readonly Action[], losses: readonly number[]): Span[] {
  const stops = actions.filter(({ action }) => action === 'stop').map(({ begin }) => begin);
  const failures = actions.filter(({ action, status }) => action === 'monitor' && !isUp(status));
  return actions
    .filter(({ action, status }) => action === 'start' && status === SUCCESS)
    .map(({ end: begin }) => {
      const ends = [...stops, ...losses].filter((at) => at >= begin);
      const lost = failures.filter(({ end }) => end >= begin).map((monitor) => monitor.begin);
      return { begin, end: Math.min(least(ends), Math.max(least(lost), begin)) };
    });
}

/** A start of an address that is up begins no new time, nor does one of another instance. */
function union(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.begin - b.begin)) {
    const last = all.at(-1);
    if (!last || span.begin >= last.end) all.push(span);
    else if (span.end > last.end) all[all.length - 1] = { begin: last.begin, end: span.end };
  }
  return all;
}

function isUp(status: number | undefined): boolean {
  return status === undefined || status === SUCCESS || status === DEGRADED;
}
