/** From `begin` up to `end`, in milliseconds since the epoch. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

/** The part of a span that is in another one; empty if there is none. */
export function within(span: Span, other: Span): Span {
  const begin = Math.max(span.begin, other.begin);
  return { begin, end: Math.max(begin, Math.min(span.end, other.end)) };
}

export function isIn(time: number, { begin, end }: Span): boolean {
  return begin <= time && time < end;
}
