/** The completion of floatip, in an interactive bash on a terminal, on a host with real interfaces. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSegment, type Segment } from '../../lab/lab.ts';
import { until } from '../../lab/until.ts';
import { commands } from '../../ocf-metadata/commands.ts';
import { parameters } from '../../ocf-metadata/parameters.ts';
import { completion } from '../../tools/pages/completion.ts';

/** The key that completes a word as far as possible. */
const TAB = '\t';
/** The key that inserts all possible completions (insert-completions of readline). */
const ALL = '\x1b*';

/** Names that a shell would expand or execute; none of them exists as a file. */
const HOSTILE = ['$(>executed)', '`>executed`', 'e*', 'e;>executed', "e'e"];

let segment: Segment;
let folder: string;
beforeAll(async () => {
  segment = await createSegment();
  folder = await mkdtemp(join(tmpdir(), 'floatip-completion-'));
  await writeFile(join(folder, 'completion'), completion());
  // Instead of floatip, a function prints the words that it would get.
  await writeFile(
    join(folder, 'rc'),
    `bind 'set bell-style none'
bind 'set enable-bracketed-paste off'
source completion
floatip() { printf '\\nWORDS:'; printf ' <%s>' "$@"; echo; }
PS1='READY>'
`,
  );
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await segment.lab.close();
});

/**
 * Types a command line, and returns the words that the command floatip gets.
 * @param setting a command that is executed first
 */
async function typed(keys: string, setting = ''): Promise<string[]> {
  const { place } = segment.a;
  const [command = '', ...args] = [
    ...place,
    'script',
    '-qec',
    'bash --rcfile rc --noprofile -i',
    '/dev/null',
  ];
  const shell = execa(command, args, {
    cwd: folder,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', TERM: 'dumb', LC_ALL: 'C.UTF-8' },
    extendEnv: false,
    stdin: 'pipe',
    reject: false,
  });
  let seen = '';
  shell.stdout.on('data', (chunk) => {
    seen += String(chunk);
  });
  const prompts = (count: number) =>
    until(
      `prompt ${count} after ${JSON.stringify(keys)}`,
      () => seen.split('READY>').length > count,
      {
        explain: async () => seen,
      },
    );
  try {
    await prompts(1);
    // The echo of this line has the text of the prompt only once.
    shell.stdin.write(`${setting}\n`);
    await prompts(2);
    shell.stdin.write(`floatip ${keys}\n`);
    const line = /\nWORDS:(.*)\r?\n/;
    await until(`the words of ${JSON.stringify(keys)}`, () => line.test(seen), {
      explain: async () => seen,
    });
    return [...(line.exec(seen)?.[1] ?? '').matchAll(/<(.*?)>(?= <|\r?$)/g)].map(
      ([, word = '']) => word,
    );
  } finally {
    expect(seen).not.toMatch(/bash: |completion: |crm_resource: /);
    shell.kill('SIGKILL');
    await shell;
  }
}

/** Removes characters that divide words. @param pattern a pattern of bash */
function withoutBreaks(pattern: string): string {
  return `COMP_WORDBREAKS=\${COMP_WORDBREAKS//${pattern}}`;
}

/** The words after the first ones, which were typed. */
async function offered(keys: string, setting = ''): Promise<string[]> {
  const words = await typed(keys, setting);
  return words.slice(keys.trim().split(/\s+/).length - 1);
}

describe('commands and options', () => {
  it('are completed from the table', async () => {
    expect(await offered(ALL)).toEqual(
      [...commands().map(({ name }) => name), '--help', '--version'].sort(),
    );
    expect(await typed(`va${TAB}`)).toEqual(['validate-all']);
    expect(await typed(`--v${TAB}`)).toEqual(['--version']);
    expect(await typed(`status --j${TAB}`)).toEqual(['status', '--json']);
    expect(await typed(`stop --j${TAB}`)).toEqual(['stop', '--j']);
    expect(await typed(`meta-data ${ALL}`)).toEqual(['meta-data']);
  });

  it('the value of --cib is a file', async () => {
    expect(await typed(`list --c${TAB}comp${TAB}`)).toEqual(['list', '--cib', 'completion']);
    expect(await typed(`migrate --plan --cib comp${TAB}`)).toEqual([
      'migrate',
      '--plan',
      '--cib',
      'completion',
    ]);
  });
});

describe('parameters', () => {
  it('are completed from the table, without a blank after the equals sign', async () => {
    expect((await offered(`start ${ALL}`)).sort()).toEqual(
      parameters()
        .map(({ name }) => `${name}=`)
        .sort(),
    );
    expect(await typed(`start netw${TAB}x`)).toEqual(['start', 'network_namespace=x']);
  });

  it('are offered once', async () => {
    expect(await typed(`start nic=eth0 ni${TAB}`)).toEqual(['start', 'nic=eth0', 'ni']);
    expect(await typed(`start ip=2001:db8::10 i${ALL}`)).toEqual([
      'start',
      'ip=2001:db8::10',
      'iflabel=',
    ]);
  });

  it('have the values of their type', async () => {
    expect(await typed(`start arp_type=re${ALL}`)).toEqual(['start', 'arp_type=reply', 'request']);
    expect(await typed(`start ip=10.0.0.10 arp_bg=f${TAB}`)).toEqual([
      'start',
      'ip=10.0.0.10',
      'arp_bg=false',
    ]);
    expect(await typed(`start announce_to=g${TAB}`)).toEqual(['start', 'announce_to=gateway']);
    expect(await typed(`start ip=${TAB}`)).toEqual(['start', 'ip=']);
  });

  it.each([
    ['divides words at "=" and ":"', ''],
    ['divides no words at "="', withoutBreaks('=')],
    ['divides no words at ":"', withoutBreaks(':')],
    ['divides no words at either', withoutBreaks('[=:]')],
    ['stops at unset variables', 'set -u'],
    ['fails without matches', 'shopt -s failglob nullglob nocaseglob'],
    ['divides words elsewhere', 'IFS=et'],
  ])('the value is completed by a bash that %s', async (_, setting) => {
    expect(await typed(`start ip=2001:db8::10 nic=et${TAB}`, setting)).toEqual([
      'start',
      'ip=2001:db8::10',
      'nic=eth0',
    ]);
    const prefix = segment.a.namespace.slice(0, -1);
    expect(await typed(`start network_namespace=${prefix}${ALL}`, setting)).toContain(
      `network_namespace=${segment.a.namespace}`,
    );
  });
});

describe('interfaces', () => {
  it('of the host are completed', async () => {
    expect((await offered(`start nic=${ALL}`)).sort()).toEqual(['lo', 'nic=eth0'].sort());
  });

  it('with names that the shell would expand are quoted and not expanded', async () => {
    const { a } = segment;
    for (const [at, name] of HOSTILE.entries()) {
      await a.run('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', `peer${at}`);
    }
    const names = await offered(`start nic=${ALL}`);
    for (const name of HOSTILE)
      expect(names.map((word) => word.replace(/^nic=/, ''))).toContain(name);
    expect(await typed(`start nic=\\$${TAB}`)).toEqual(['start', 'nic=$(>executed)']);
    expect(await typed(`start nic=e\\*${TAB}`)).toEqual(['start', 'nic=e*']);
    expect(await readdir(folder)).not.toContain('executed');
    for (const name of HOSTILE) await a.run('ip', 'link', 'delete', name);
  });
});

describe('resources', () => {
  it('are those of the cluster, for commands that take one', async () => {
    const cib = join(folder, 'cib.xml');
    await execa('cibadmin', ['--empty'], { stdout: { file: cib } });
    const resource = '<primitive id="web-vip" class="ocf" provider="floatip" type="VirtualIP"/>';
    await execa('cibadmin', ['--create', '--scope', 'resources', '--xml-text', resource], {
      env: { CIB_file: cib },
    });
    const setting = `export CIB_file=${cib}`;
    expect(await typed(`status w${TAB}`, setting)).toEqual(['status', 'web-vip']);
    expect(await typed(`meta-data w${TAB}`, setting)).toEqual(['meta-data', 'w']);
  });

  it('without a cluster there are none, and no message', async () => {
    expect(await typed(`status w${TAB}`)).toEqual(['status', 'w']);
  });
});
