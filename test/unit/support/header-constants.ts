import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The values of constants in the C headers of this machine. */
export function headerConstants(
  headers: readonly string[],
  names: readonly string[],
): Record<string, number> {
  const includes = headers.map((header) => `#include <${header}>\n`).join('');
  const prints = names.map((name) => `printf("%lld\\n", (long long)(${name}));`).join('\n');
  const source = `#define _GNU_SOURCE\n#include <stdio.h>\n${includes}int main(void) {\n${prints}\n}\n`;
  const folder = mkdtempSync(join(tmpdir(), 'floatip-constants-'));
  try {
    const program = join(folder, 'constants');
    execFileSync('gcc', ['-w', '-x', 'c', '-', '-o', program], { input: source });
    const lines = execFileSync(program, { encoding: 'utf8' }).split('\n');
    return Object.fromEntries(names.map((name, at) => [name, Number(lines[at])]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
