/** The reports of the sanitizers: one file for each process with a report. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Marks a fault; the sanitizers' own warnings are none. */
const FAULT = /ERROR: |runtime error: |fatal error/;

/** Returns the first report of each fault. */
export function faultsIn(folder: string): string[] {
  const faults = new Map<string, string>();
  for (const name of readdirSync(folder).sort()) {
    const report = readFileSync(join(folder, name), 'utf8');
    if (!FAULT.test(report)) continue;
    const summary = /^SUMMARY: .*$/m.exec(report)?.[0] ?? report;
    if (!faults.has(summary)) faults.set(summary, report);
  }
  return [...faults.values()];
}
