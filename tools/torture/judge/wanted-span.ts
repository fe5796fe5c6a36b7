import { greatest, least } from './extremes.ts';
import type { Action, Down } from './records.ts';
import type { Span } from './span.ts';

/**
 * The time in which clients may expect that somebody has an address: from the first start that has succeeded until a
 * stop that leaves it nowhere, and is followed by no start. A stop where it is not, as of a probe or a cleanup, ends
 * nothing, nor does a power cut.
 */
export function wantedSpan(actions: readonly Action[], downs: readonly Down[]): Span | undefined {
  const starts = actions.filter(({ action }) => action === 'start');
  const begin = least(starts.filter(({ status }) => status === 0).map(({ end }) => end));
  if (begin === Number.POSITIVE_INFINITY) return undefined;
  const lastStart = greatest(starts.map((start) => start.begin));
  const stops = actions.filter(({ action }) => action === 'stop');
  const events = [
    ...[...starts, ...stops].map((action) => ({ at: action.begin, host: action.host, action })),
    ...downs.map(({ at, host }) => ({ at, host, action: undefined })),
  ].toSorted((a, b) => a.at - b.at);
  /** By host: the instances that are up, or may be. */
  const up = new Map<string, Set<string>>();
  for (const { at, host, action } of events) {
    const own = up.get(host) ?? new Set();
    if (action?.action === 'start') {
      up.set(host, own.add(action.resource));
      continue;
    }
    if (!action) {
      up.delete(host);
      continue;
    }
    const wasUp = own.delete(action.resource);
    if (own.size === 0) up.delete(host);
    if (wasUp && up.size === 0 && at > lastStart) return { begin, end: at };
  }
  return { begin, end: Number.POSITIVE_INFINITY };
}
