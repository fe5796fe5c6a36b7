/** Files of network managers, in the order in which they count. */
import { listDirectory, readFile } from '../../linux/files.ts';
import { readSettings, type Setting } from './ini-file.ts';

/** In octets. */
const MAX_LENGTH = 256 * 1024;
const MAX_FILES = 500;

export interface ConfigurationFile {
  readonly path: string;
  readonly name: string;
  readonly settings: readonly Setting[];
}

export interface Files {
  readonly files: readonly ConfigurationFile[];
  /** The paths that could not be read. */
  readonly unreadable: readonly string[];
}

/**
 * The files with a suffix in some folders, sorted by name: one in an earlier folder replaces one with the same name in a
 * later folder.
 */
export function filesIn(folders: readonly string[], suffix: string): Files {
  const names: string[] = [];
  const paths = new Map<string, string>();
  const unreadable: string[] = [];
  for (const folder of folders) {
    for (const name of namesIn(folder, unreadable)) {
      if (!name.endsWith(suffix) || name.startsWith('.') || paths.has(name)) continue;
      names.push(name);
      paths.set(name, `${folder}/${name}`);
    }
  }
  names.sort();
  const files: ConfigurationFile[] = [];
  for (const name of names.slice(0, MAX_FILES)) {
    const path = paths.get(name) ?? '';
    const text = textOf(path);
    if (text === undefined) unreadable.push(path);
    else files.push({ path, name, settings: readSettings(text) });
  }
  return { files, unreadable };
}

/** Undefined if the file cannot be read. */
export function textOf(path: string): string | undefined {
  try {
    return readFile(path, MAX_LENGTH);
  } catch {
    return undefined;
  }
}

export function exists(folder: string): boolean {
  return namesIn(folder, []).length > 0;
}

function namesIn(folder: string, unreadable: string[]): string[] {
  try {
    return listDirectory(folder);
  } catch {
    unreadable.push(folder);
    return [];
  }
}
