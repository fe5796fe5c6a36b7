/** What can be judged. */
import { describe, expect, it } from 'vitest';
import { A, action, announcement, verdictOn } from './support.ts';

const HELD = [action('a', 'start', 0, 10)];

describe('a capture', () => {
  const other = { ...action('a', 'start', 0, 10), address: '192.0.2.99' };

  it('without any frame for the addresses is refused', () => {
    expect(() => verdictOn([{ at: 5, octets: announcement(A) }], [other])).toThrow(
      'nothing could be judged: the capture has no frame for 192.0.2.99',
    );
  });

  it('without a frame for one of the addresses has a note', () => {
    const { notes } = verdictOn([{ at: 5, octets: announcement(A) }], [...HELD, other]);
    expect(notes).toEqual(['the capture has no frame for 192.0.2.99']);
  });
});

it('many actions are no problem', () => {
  const many = Array.from({ length: 150_000 }, (_, at) => action('b', 'monitor', at, at + 1, 7));
  const frames = [{ at: 5, octets: announcement(A) }];
  expect(verdictOn(frames, [...HELD, ...many]).findings).toEqual([]);
});
