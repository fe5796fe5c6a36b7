/**
 * Runs the tables of test/native, and the tests that run the executable, both built with sanitizers; prints the
 * faults that the sanitizers report. usage: main.ts FOLDER [FILE...]
 * FOLDER contains the executables, and gets the reports (reports/). Without FILE, all files are run.
 */
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { NODE } from '../../../lab/node.ts';
import { faultsIn } from './reports.ts';

interface LeftOut {
  /** The file, from the root of the project. */
  readonly file: string;
  /** Prefix of the test's full name, groups separated by ` > `; all tests of the file if it is absent. */
  readonly test?: string;
  readonly reason: string;
}

/** Tests that cannot pass with sanitizers in the executable. */
const LEFT_OUT: readonly LeftOut[] = [
  {
    file: 'test/netns/confinement.test.ts',
    reason: 'AddressSanitizer reserves terabytes of addresses, and reads /proc before main()',
  },
  ...['10.0.0.10', '2001:db8::10'].map((ip) => ({
    file: 'test/netns/background.test.ts',
    test: `the announcer of ${ip} > needs no more memory for two thousand rounds than for fifty`,
    reason: 'AddressSanitizer keeps freed memory',
  })),
  {
    file: 'test/netns/scarcity.test.ts',
    test: 'fork(2) fails with EAGAIN > start sends all rounds itself if RLIMIT_NPROC of a user is reached',
    reason: 'LeakSanitizer needs a process of its own',
  },
];

const ALL_FILES = ['test/native/tables.test.ts', 'test/netns', 'test/compat'];
/** Characters of a report that are printed. */
const MAX_LENGTH = 4000;

const [folder = '', ...named] = process.argv.slice(2);
const reports = join(folder, 'reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports);
// Some of the tests run the executable as another user.
chmodSync(reports, 0o1777);

const vitest = ['node_modules/.bin/vitest', 'run', '--project', 'agent'];
const args = [...vitest, ...(named.length > 0 ? named : ALL_FILES)];
for (const { file } of LEFT_OUT.filter(({ test }) => !test)) args.push('--exclude', file);
const patterns = LEFT_OUT.flatMap(({ test = [] }) => test).map(RegExp.escape);
if (patterns.length > 0) args.push('--testNamePattern', `^(?!${patterns.join('|')})`);

const { exitCode } = await execa(NODE, args, {
  env: {
    FLOATIP_EXECUTABLE: join(folder, 'VirtualIP'),
    FLOATIP_TABLES: join(folder, 'tables'),
  },
  stdio: ['ignore', 'inherit', 'inherit'],
  reject: false,
});

const faults = faultsIn(reports);
for (const { file, test = 'all', reason } of LEFT_OUT) {
  process.stdout.write(`left out: ${file}, ${test}: ${reason}\n`);
}
for (const report of faults) process.stdout.write(`${report.slice(0, MAX_LENGTH)}\n`);
process.stdout.write(`sanitizers: ${faults.length} different faults\n`);
process.exitCode = exitCode === 0 && faults.length === 0 ? 0 : 1;
