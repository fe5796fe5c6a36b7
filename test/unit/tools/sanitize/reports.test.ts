import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { faultsIn } from '../../../../tools/native/sanitize/reports.ts';

const OVERFLOW = `=================================================================
==7==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x502000000035
SUMMARY: AddressSanitizer: heap-buffer-overflow system-calls.c:5:59 in sys_read`;
const UNDEFINED = 'a.c:3:45: runtime error: signed integer overflow: 2147483647 + 1';
const WARNING = `==7==WARNING: ASan doesn't fully support makecontext/swapcontext functions`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'floatip-reports-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('each fault is told once, and warnings are none', () => {
  const reports = [WARNING, OVERFLOW, UNDEFINED, OVERFLOW.replaceAll('==7==', '==8==')];
  for (const [at, text] of reports.entries()) writeFileSync(join(folder, `report.${at}`), text);
  expect(faultsIn(folder)).toEqual([OVERFLOW, UNDEFINED]);
});

it('there are none where nobody wrote a report', () => {
  expect(faultsIn(folder)).toEqual([]);
});
