/** Runs all tests, or those of the arguments; the last line is "N passed, N failed, N skipped". */
import { mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { NODE } from '../lab/node.ts';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files: one that cannot be loaded has no tests. */
  readonly numFailedTestSuites: number;
  readonly success: boolean;
}

// vitest gets the signal as well; this process waits for its end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

const folder = mkdtempSync(join(tmpdir(), 'floatip-report-'));
const file = join(folder, 'report.json');
const args = ['node_modules/.bin/vitest', 'run', ...process.argv.slice(2)];
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
const { exitCode } = await execa(NODE, [...args, ...reporters], {
  stdio: ['ignore', 'inherit', 'inherit'],
  reject: false,
});

let report: Report | undefined;
try {
  report = JSON.parse(readFileSync(file, 'utf8'));
} catch {
  // vitest itself failed, and has printed the reason.
}
rmSync(folder, { recursive: true, force: true });

const passed = report?.numPassedTests ?? 0;
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
const broken = report?.success && exitCode === 0 ? 0 : 1;
const failed = Math.max(report?.numFailedTests ?? 0, broken);
writeSync(1, `${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(failed === 0 && skipped === 0 && passed > 0 ? 0 : 1);
