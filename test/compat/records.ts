/** What IPaddr2 did in all cases: a file in records/, which has the version of IPaddr2 in its name. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ALL_CASES } from './cases.ts';
import type { CaseRecord } from './record.ts';

const KEPT = fileURLToPath(new URL('records', import.meta.url));
const FILE = /^ipaddr2-(?<version>.+)\.json$/;

export class Records {
  readonly #records: Map<string, CaseRecord>;

  constructor(
    /** Of IPaddr2. */
    readonly version: string,
    records: Readonly<Record<string, CaseRecord>> = {},
  ) {
    this.#records = new Map(Object.entries(records));
  }

  /** There is one version at a time: that to which the cases say their differences. */
  static kept(): Records {
    const [file, ...others] = existsSync(KEPT) ? readdirSync(KEPT) : [];
    const version = file && FILE.exec(file)?.groups?.version;
    if (version === undefined) return new Records('no version');
    if (others.length > 0) throw new Error(`${KEPT} has more than one file`);
    return new Records(version, JSON.parse(readFileSync(`${KEPT}/${file}`, 'utf8')));
  }

  get ids(): readonly string[] {
    return [...this.#records.keys()];
  }

  get(id: string): CaseRecord | undefined {
    return this.#records.get(id);
  }

  add(id: string, record: CaseRecord): void {
    this.#records.set(id, record);
  }

  /** Makes these the ones that are kept. */
  keep(): void {
    rmSync(KEPT, { recursive: true, force: true });
    this.write(KEPT);
  }

  write(folder: string): void {
    const missing = ALL_CASES.filter(({ id }) => !this.#records.has(id));
    if (missing.length > 0) throw new Error(`${missing.length} cases were not seen to their end`);
    const inOrder = ALL_CASES.map(({ id }) => [id, this.#records.get(id)]);
    const text = JSON.stringify(Object.fromEntries(inOrder), null, 2);
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/ipaddr2-${this.version}.json`, `${text}\n`);
  }
}
