import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where a program is. @param path folders, as in PATH */
export function which(name: string, path = process.env.PATH ?? ''): string | undefined {
  return path
    .split(':')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
