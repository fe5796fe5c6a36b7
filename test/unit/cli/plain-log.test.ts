import { describe, expect, it } from 'vitest';
import { PlainLog, SilentLog, writeMessage } from '../../../lib/cli/plain-log.ts';
import type { Log } from '../../../lib/ocf/log.ts';
import { fakeAgent } from '../support/fake-agent.ts';

function logAll(log: Log): void {
  log.error('an error');
  log.warn('a warning');
  log.info('a fact');
  log.debug('a detail');
}

it('PlainLog writes each line to stderr, except those for debugging', () => {
  const agent = fakeAgent();
  logAll(new PlainLog(agent));
  expect(agent.output).toEqual({
    stdout: '',
    stderr: 'floatip: error: an error\nfloatip: warning: a warning\nfloatip: a fact\n',
  });
});

it('SilentLog writes nothing', () => {
  const agent = fakeAgent();
  logAll(new SilentLog());
  expect(agent.output).toEqual({ stdout: '', stderr: '' });
});

describe('writeMessage', () => {
  it.each([
    ['a reason', 'floatip: a reason\n'],
    ['two\nlines\n', 'floatip: two lines\n'],
    ['\u001b[31mred', 'floatip: [31mred\n'],
    ['', 'floatip: \n'],
  ])('%j is one line on stderr', (text, line) => {
    const agent = fakeAgent();
    writeMessage(agent, text);
    expect(agent.output).toEqual({ stdout: '', stderr: line });
  });
});
