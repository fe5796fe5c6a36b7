import { describe, expect, it } from 'vitest';
import { Exposition } from '../../../lib/inventory/exposition.ts';

describe('the text format', () => {
  it('has the help and the type of each metric once, then its samples', () => {
    const exposition = new Exposition();
    exposition.gauge('a_up', 'Whether it is up', [
      { labels: { resource: 'vip', ip: '192.0.2.10' }, value: 1 },
      { labels: {}, value: 0.25 },
    ]);
    expect(exposition.text()).toBe(
      '# HELP a_up Whether it is up.\n# TYPE a_up gauge\na_up{resource="vip",ip="192.0.2.10"} 1\na_up 0.25\n',
    );
  });

  it('escapes label values, and leaves empty labels out', () => {
    const exposition = new Exposition();
    exposition.gauge('a', 'x', [{ labels: { b: 'q"b\\s\nn', c: '' }, value: 1 }]);
    expect(exposition.text()).toContain('\na{b="q\\"b\\\\s\\nn"} 1\n');
  });

  it('has no series twice, and no metric without samples', () => {
    const exposition = new Exposition();
    exposition.gauge('a', 'x', []);
    exposition.gauge('b', 'x', [
      { labels: { c: 'd' }, value: 1 },
      { labels: { c: 'd', e: '' }, value: 0 },
    ]);
    expect(exposition.text()).toBe('# HELP b x.\n# TYPE b gauge\nb{c="d"} 1\n');
  });
});
