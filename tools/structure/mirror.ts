/** test/unit mirrors the code: the place of a test follows from what it tests. */

/** Tests of several files together, what tests share, and tests of the tools. */
const NO_MIRROR = ['test/unit/scenarios/', 'test/unit/support/', 'test/unit/tools/'];
const TEST = '.test.ts';

/**
 * A line for each unit test that has no file to test. `test/unit/x/y.test.ts` tests `lib/x/y.ts`, and so do
 * all tests in `test/unit/x/y/`; the tests of `ocf-metadata` are in `test/unit/ocf-metadata/`.
 */
export function againstMirror(files: readonly string[]): string[] {
  const known = new Set(files);
  const findings: string[] = [];
  for (const file of files) {
    if (!file.startsWith('test/unit/') || !file.endsWith(TEST)) continue;
    if (NO_MIRROR.some((folder) => file.startsWith(folder))) continue;
    const path = file.slice('test/unit/'.length, -TEST.length);
    const folder = path.slice(0, path.lastIndexOf('/'));
    const candidates = [path, folder].flatMap((one) => [`${one}.ts`, `lib/${one}.ts`]);
    if (candidates.some((one) => known.has(one))) continue;
    findings.push(`${file}: there is no lib/${path}.ts`);
  }
  return findings;
}
