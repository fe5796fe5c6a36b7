import { describe, expect, it } from 'vitest';
import { explain } from '../../../lib/actions/explain.ts';
import type { Agent } from '../../../lib/cli/agent.ts';
import { runProgram } from '../../../lib/cli/program.ts';
import { versionText } from '../../../lib/cli/version.ts';
import { Refusal } from '../../../lib/ocf/refusal.ts';
import { contextOf } from '../support/actions.ts';
import { report } from '../support/address-reports.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import { FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';

async function floatip(args: readonly string[], answers: Partial<Agent> = {}) {
  const agent = fakeAgent(answers);
  const status = await runProgram(args, {}, agent);
  return { status, ...agent.output };
}

const IP = 'ip=10.0.0.10';

function refuse(...args: ConstructorParameters<typeof Refusal>): never {
  throw new Refusal(...args);
}

/** Logs on every level. */
const talkative: Partial<Agent> = {
  run(_action, _variables, log) {
    log.error('an error');
    log.warn('a warning');
    log.info('a fact');
    log.debug('a detail');
    return '';
  },
  report(_variables, log) {
    log.warn('a warning');
    return report('up');
  },
};

const fullDevice: Partial<Agent> = {
  print() {
    throw new Error('standard output: ENOSPC');
  },
};

describe('stderr', () => {
  it.each(['start', 'stop'])(
    'has each line of %s once, with the name of the program',
    async (action) => {
      const { status, stdout, stderr } = await floatip([action, IP], talkative);
      expect(status).toBe(0);
      expect(stdout).toMatch(/^up {10}10\.0\.0\.10\/24 is on eth0/);
      expect(stderr.split('\n')).toEqual([
        'floatip: error: an error',
        'floatip: warning: a warning',
        'floatip: a fact',
        '',
      ]);
    },
  );

  it('has the warnings of status', async () => {
    const { stderr } = await floatip(['status', IP], talkative);
    expect(stderr).toBe('floatip: warning: a warning\n');
  });

  it.each<[readonly string[], number, string]>([
    [[], 2, 'no command given; see floatip --help'],
    [['--'], 2, 'no command given; see floatip --help'],
    [['strat', IP], 3, "unknown command 'strat'; did you mean start?"],
    [['promote', IP], 3, "unknown command 'promote'; see floatip --help"],
    [['stxrp', IP], 3, "unknown command 'stxrp'; did you mean one of start, stop?"],
    [['status', IP, '--jsno'], 2, "unknown option '--jsno'; did you mean --json?"],
    [['status', IP, '--yaml'], 2, "unknown option '--yaml'; see floatip --help"],
    [['start'], 2, "missing required argument 'resource|name=value'; see floatip --help"],
    [['meta-data', IP], 2, expect.stringMatching(/^too many arguments.*; see floatip --help$/)],
    [['start', 'nci=eth0'], 2, 'unknown parameter nci; did you mean nic?'],
    [['start', 'a\nb=c'], 2, 'unknown parameter a b; floatip --help lists them'],
  ])('of floatip %j, which is %i, is one line', async (args, expected, message) => {
    const { status, stdout, stderr } = await floatip(args);
    expect({ status, stdout }).toEqual({ status: expected, stdout: '' });
    expect(stderr).toMatch(/^floatip: [^\n]*\n$/);
    expect(stderr.slice('floatip: '.length, -1)).toEqual(message);
  });

  it('has the reason of a refusal, and the message of another error', async () => {
    const refused = { run: () => refuse(5, 'no such\ninterface') };
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

describe('stdout that cannot be written', () => {
  it.each([[['--help']], [['--version']], [['meta-data']], [['status', IP]], [['start', IP]]])(
    'is a failure of floatip %j',
    async (args) => {
      const { status, stderr } = await floatip(args, {
        ...fullDevice,
        report: () => report('up'),
      });
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: 'floatip: standard output: ENOSPC\n',
      });
    },
  );

  it('leaves an exit status other than 0', async () => {
    const absent = { ...fullDevice, report: () => report('absent') };
    const { status, stderr } = await floatip(['status', IP], absent);
    expect({ status, stderr }).toEqual({ status: 7, stderr: 'floatip: standard output: ENOSPC\n' });
  });
});

describe('floatip', () => {
  it('prints help and version', async () => {
    const help = await floatip(['--help']);
    expect(help).toMatchObject({ status: 0, stderr: '' });
    for (const part of ['Commands:', 'arp_interval', 'Exit status:']) {
      expect(help.stdout).toContain(part);
    }
    expect(await floatip(['help'])).toEqual(help);
    expect(await floatip(['--version'])).toEqual({
      status: 0,
      stdout: `${versionText()}\n`,
      stderr: '',
    });
  });

  it('passes the parameters to each action', async () => {
    const asked: unknown[] = [];
    const run: Agent['run'] = (action, { OCF_RESKEY_ip, OCF_RESKEY_nic }) => {
      asked.push([action, OCF_RESKEY_ip, OCF_RESKEY_nic]);
      return refuse(7);
    };
    for (const action of ['start', 'stop', 'monitor', 'validate-all']) {
      expect((await floatip([action, IP, 'nic=eth0'], { run })).status).toBe(7);
      expect(asked.pop()).toEqual([action, '10.0.0.10', 'eth0']);
    }
  });

  it('prints nothing after stop if the state cannot be read', async () => {
    const invalid = { report: () => refuse(6, 'wrong') };
    expect(await floatip(['stop', IP], invalid)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it.each(['status', 'explain'])(
    '%s fails with the status and reason of a refusal',
    async (command) => {
      const wrong = () => refuse(6, 'wrong');
      expect(await floatip([command, IP], { report: wrong, explain: wrong })).toEqual({
        status: 6,
        stdout: '',
        stderr: 'floatip: wrong\n',
      });
    },
  );

  it('prints the output of an action, and of a refusal', async () => {
    expect(await floatip(['validate-all', IP], { run: () => 'a\n' })).toEqual({
      status: 0,
      stdout: 'a\n',
      stderr: '',
    });
    const refused = { run: () => refuse(1, 'why', 'a\n') };
    expect(await floatip(['monitor', IP], refused)).toEqual({
      status: 1,
      stdout: 'a\n',
      stderr: 'floatip: why\n',
    });
  });

  it('prints the state after a successful start or stop only', async () => {
    const up = { report: () => report('up') };
    expect((await floatip(['start', IP], up)).stdout).toMatch(/^up .*\n$/);
    expect((await floatip(['monitor', IP], up)).stdout).toBe('');
    expect(await floatip(['start', IP], { ...up, run: () => refuse(1, 'why') })).toEqual({
      status: 1,
      stdout: '',
      stderr: 'floatip: why\n',
    });
  });

  it('status prints a line or JSON, and ends with the status of the state', async () => {
    const absent = { report: () => report('absent') };
    expect(await floatip(['status', IP], absent)).toEqual({
      status: 7,
      stdout: 'absent      10.0.0.10 is not on this host\n',
      stderr: '',
    });
    const { status, stdout } = await floatip(['status', IP, '--json'], absent);
    expect(status).toBe(7);
    expect(stdout).toMatch(/^[^\n]*\n$/);
    expect(JSON.parse(stdout)).toEqual({
      ip: '10.0.0.10',
      state: 'absent',
      problem: '10.0.0.10 is not on this host',
    });
  });

  it('explain prints text or JSON, and fails if start would', async () => {
    const host = new FakeHost();
    host.addLink('eth0');
    host.addAddress('eth0', '10.0.0.1/24');
    const ofHost = () => ({
      explain: () => explain(contextOf(new FakeKernel(host), { ip: '10.0.0.10' })),
    });
    const text = await floatip(['explain', IP], ofHost());
    expect(text).toMatchObject({ status: 0, stderr: '' });
    expect(text.stdout).toMatch(/^10\.0\.0\.10\/24 on eth0\n.*\nNothing was changed\.\n$/s);
    host.links.setCarrier('eth0', false);
    const json = await floatip(['explain', IP, '--json'], ofHost());
    expect(json).toMatchObject({ status: 1, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({ address: '10.0.0.10/24', link: 'no carrier' });
  });

  it('meta-data prints the XML', async () => {
    expect(await floatip(['meta-data'])).toEqual({
      status: 0,
      stdout: '<resource-agent/>',
      stderr: '',
    });
  });
});
