import { describe, expect, it } from 'vitest';
import { isCommand } from '../../../lib/main/is-command.ts';

const AGENT = '/usr/lib/ocf/resource.d/floatip/VirtualIP';

describe('isCommand', () => {
  it.each([
    ['floatip', [], true],
    ['/usr/sbin/floatip', [], true],
    ['floatip', ['start'], true],
    ['/usr/sbin/notfloatip', ['start'], false],
    ['/usr/sbin/floatip.old', ['start'], false],
    [AGENT, [], false],
    [AGENT, ['start'], false],
    [AGENT, ['--help'], true],
    [AGENT, ['start', '-v'], true],
    [AGENT, ['start', 'ip=192.0.2.10'], true],
    [AGENT, ['start', 'a=1'], true],
    [AGENT, ['start', '=x'], false],
  ])('%s %j: %s', (argv0, args, expected) => {
    expect(isCommand(argv0, args, {})).toBe(expected);
  });

  it.each(['OCF_RESOURCE_INSTANCE', 'OCF_RA_VERSION_MAJOR', 'OCF_RESKEY_ip'])(
    'is false with %s, unless it is empty',
    (name) => {
      expect(isCommand('floatip', ['--help'], { [name]: '1' })).toBe(false);
      expect(isCommand('floatip', ['--help'], { [name]: '' })).toBe(true);
    },
  );
});
