import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the path of a program. @param path folders, in the format of PATH */
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
