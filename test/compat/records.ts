/** Records of IPaddr2 in all cases: a file in records/, with the version of IPaddr2 in its name. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { askedOf } from './asked.ts';
import type { Case } from './case.ts';
import { ALL_CASES } from './cases.ts';
import type { CaseRecord } from './record.ts';

/** Folder of the committed records. */
export const KEPT = fileURLToPath(new URL('records', import.meta.url));
const FILE = /^ipaddr2-(?<version>.+)\.json$/;

export class Records {
  readonly #records: Map<string, CaseRecord>;

  /** Version of IPaddr2. */
  readonly version: string;

  constructor(version: string, records: Readonly<Record<string, CaseRecord>> = {}) {
    this.version = version;
    this.#records = new Map(Object.entries(records));
  }

  /** Reads the committed records, of one version: the one to which the differences of the cases refer. */
  static kept(): Records {
    const [file, ...others] = existsSync(KEPT) ? readdirSync(KEPT) : [];
    const version = file && FILE.exec(file)?.groups?.version;
    if (version === undefined) return new Records('no version');
    if (others.length > 0) throw new Error(`${KEPT} has more than one file`);
    return new Records(version, JSON.parse(readFileSync(`${KEPT}/${file}`, 'utf8')));
  }

  get ids(): ReadonlySet<string> {
    return new Set(this.#records.keys());
  }

  get(id: string): CaseRecord | undefined {
    return this.#records.get(id);
  }

  /** @throws Error if there is no record of the case, or of a former version of the case */
  of(id: string, oneCase: Case): CaseRecord {
    const record = this.#records.get(id);
    if (record && isDeepStrictEqual(record.asked, askedOf(oneCase))) return record;
    throw new Error(`no record of the present "${id}": run "make compat RECORD=yes"`);
  }

  add(id: string, record: CaseRecord): void {
    this.#records.set(id, record);
  }

  /** Writes the records as the only file of a folder, in the order of the cases. */
  write(folder: string): void {
    const missing = ALL_CASES.filter(({ id }) => !this.#records.has(id));
    if (missing.length > 0) throw new Error(`${missing.length} cases have no record`);
    const inOrder = ALL_CASES.map(({ id }) => [id, this.#records.get(id)]);
    const text = JSON.stringify(Object.fromEntries(inOrder), null, 2);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/ipaddr2-${this.version}.json`, `${text}\n`);
  }
}
