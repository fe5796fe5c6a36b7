/** What sanitizers have written: a file for each process that they had something to say about. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of a fault; what is a warning of the sanitizer's own is none. */
const FAULT = /ERROR: |runtime error: |fatal error/;

/** Each fault once, with the rest of its report, however many processes met it. */
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
