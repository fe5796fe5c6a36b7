/** A folder with the files of a package as they are to be on the target, all with the time of the sources. */
import { chmodSync, lutimesSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OF_PACKAGES, type Packaged, packaged } from '../../packaging/files.ts';
import { placeFiles } from './place.ts';
import { sourceTime, VERSION } from './source.ts';

export interface Build {
  /** A folder for the files in between. */
  readonly work: string;
  /** The folder of the package. */
  readonly output: string;
  readonly version: string;
  readonly contents: Packaged;
}

/** A package of the sources as they are. */
export function buildOfSources(work: string, output: string): Build {
  return { work, output, version: VERSION, contents: packaged(OF_PACKAGES) };
}

/** Makes the folder anew. */
export function makeStage(folder: string, contents: Packaged): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  placeFiles(contents, folder);
}

/** Gives everything in the folder the time of the sources. */
export function setTimes(folder: string): void {
  const time = sourceTime();
  const paths = readdirSync(folder, { recursive: true }).map((path) => join(folder, String(path)));
  for (const path of [...paths, folder]) lutimesSync(path, time, time);
}
