import { describe, expect, it } from 'vitest';
import type { Agent } from '../../../lib/cli/agent.ts';
import { runProgram } from '../../../lib/cli/program.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { fakeAgent } from '../support/fake-agent.ts';
import { sighting } from '../support/sightings.ts';

async function floatip(args: readonly string[], answers: Partial<Agent> = {}) {
  const agent = fakeAgent(answers);
  const status = await runProgram(args, {}, agent);
  return { status, ...agent.said };
}

const IP = 'ip=10.0.0.10';

/** Speaks on every level, whoever asks. */
const talkative: Partial<Agent> = {
  run(_action, _variables, log) {
    log.error('an error');
    log.warn('a warning');
    log.info('a fact');
    log.debug('a detail');
    return { status: 0 };
  },
  observe(_variables, log) {
    log.warn('a warning');
    return sighting('up');
  },
};

const fullDevice: Partial<Agent> = {
  print() {
    throw new Error('standard output: ENOSPC');
  },
};

describe('stderr', () => {
  it.each(['start', 'stop'])('has each line of %s once, and says who speaks', async (action) => {
    const { status, stdout, stderr } = await floatip([action, IP], talkative);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^up {10}10\.0\.0\.10\/24 is on eth0/);
    expect(stderr.split('\n')).toEqual([
      'floatip: error: an error',
      'floatip: warning: a warning',
      'floatip: a fact',
      '',
    ]);
  });

  it('has what status is warned of', async () => {
    const { stderr } = await floatip(['status', IP], talkative);
    expect(stderr).toBe('floatip: warning: a warning\n');
  });

  it.each<[readonly string[], number, string]>([
    [[], 2, 'no command is given; see floatip --help'],
    [['--'], 2, 'no command is given; see floatip --help'],
    [['strat', IP], 3, "unknown command 'strat'; did you mean start?"],
    [['promote', IP], 3, "unknown command 'promote'; see floatip --help"],
    [['stxrp', IP], 3, "unknown command 'stxrp'; did you mean one of start, stop?"],
    [['status', IP, '--jsno'], 2, "unknown option '--jsno'; did you mean --json?"],
    [['status', IP, '--yaml'], 2, "unknown option '--yaml'; see floatip --help"],
    [['start'], 2, "missing required argument 'name=value'; see floatip --help"],
    [['meta-data', IP], 2, expect.stringMatching(/^too many arguments.*; see floatip --help$/)],
    [['start', 'nci=eth0'], 2, 'unknown parameter nci; did you mean nic?'],
    [['start', 'a\nb=c'], 2, 'unknown parameter a b; floatip --help lists them'],
  ])('of floatip %j, which is %i, is one line', async (args, expected, message) => {
    const { status, stdout, stderr } = await floatip(args);
    expect({ status, stdout }).toEqual({ status: expected, stdout: '' });
    expect(stderr).toMatch(/^floatip: [^\n]*\n$/);
    expect(stderr.slice('floatip: '.length, -1)).toEqual(message);
  });

  it('has the reason of an outcome, and of what nobody foresaw', async () => {
    const refused = { run: () => ({ status: 5, reason: 'no such\ninterface' }) as const };
    expect(await floatip(['start', IP], refused)).toEqual({
      status: 5,
      stdout: '',
      stderr: 'floatip: no such interface\n',
    });
    const broken = {
      run: () => {
        throw new Error('RTM_NEWADDR: EPERM');
      },
    };
    expect(await floatip(['start', IP], broken)).toEqual({
      status: 1,
      stdout: '',
      stderr: 'floatip: RTM_NEWADDR: EPERM\n',
    });
  });
});

describe('stdout that takes nothing', () => {
  it.each([[['--help']], [['--version']], [['meta-data']], [['status', IP]], [['start', IP]]])(
    'is a failure of floatip %j',
    async (args) => {
      const { status, stderr } = await floatip(args, {
        ...fullDevice,
        observe: () => sighting('up'),
      });
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: 'floatip: standard output: ENOSPC\n',
      });
    },
  );

  it('leaves a status that says more', async () => {
    const observe = () => sighting('absent');
    const { status, stderr } = await floatip(['status', IP], { ...fullDevice, observe });
    expect({ status, stderr }).toEqual({ status: 7, stderr: 'floatip: standard output: ENOSPC\n' });
  });
});

describe('floatip', () => {
  it('prints help and version when it is asked for them', async () => {
    const help = await floatip(['--help']);
    expect(help).toMatchObject({ status: 0, stderr: '' });
    for (const part of ['Commands:', 'arp_interval', 'Exit status:']) {
      expect(help.stdout).toContain(part);
    }
    expect(await floatip(['help'])).toEqual(help);
    expect(await floatip(['--version'])).toEqual({
      status: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
  });

  it('hands the parameters on, by the name of each action', async () => {
    const asked: unknown[] = [];
    const run: Agent['run'] = (action, { OCF_RESKEY_ip, OCF_RESKEY_nic }) => {
      asked.push([action, OCF_RESKEY_ip, OCF_RESKEY_nic]);
      return { status: 7 };
    };
    for (const action of ['start', 'stop', 'monitor', 'validate-all']) {
      expect((await floatip([action, IP, 'nic=eth0'], { run })).status).toBe(7);
      expect(asked.pop()).toEqual([action, '10.0.0.10', 'eth0']);
    }
  });

  it('says nothing of an address that cannot be looked at after stop', async () => {
    const observe = () => ({ status: 6, reason: 'wrong' }) as const;
    expect(await floatip(['stop', IP], { observe })).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it.each(['status', 'explain'])('%s refuses what is refused', async (command) => {
    const refuse = () => ({ status: 6, reason: 'wrong' }) as const;
    expect(await floatip([command, IP], { observe: refuse, explain: refuse })).toEqual({
      status: 6,
      stdout: '',
      stderr: 'floatip: wrong\n',
    });
  });
});
