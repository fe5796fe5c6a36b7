/** What is known about the sources: version, time and maintainer. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import manifest from '../../package.json' with { type: 'json' };
import { type Release, readChangelog } from './changelog.ts';

export const VERSION = manifest.version;

/** Of the release for rpm; Debian's packages have none, because they are made from the source tree itself. */
export const RPM_RELEASE = '1';

export const MAINTAINER = process.env.MAINTAINER || 'floatip maintainers <floatip@example.org>';

/**
 * The time that all files of the packages have: SOURCE_DATE_EPOCH (seconds), or that of the commit, or without git that of
 * CHANGELOG.md, which an archive of a commit keeps.
 */
export function sourceTime(): Date {
  const seconds = process.env.SOURCE_DATE_EPOCH || commitTime();
  return new Date(Number(seconds) * 1000);
}

function commitTime(): string {
  try {
    const args = ['--git-dir=.git', 'log', '-1', '--format=%ct'];
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return String(Math.floor(statSync('CHANGELOG.md').mtimeMs / 1000));
  }
}

/** The releases of CHANGELOG.md. The newest must be this version. */
export function releases(): Release[] {
  const list = readChangelog(readFileSync('CHANGELOG.md', 'utf8'), sourceTime());
  const newest = list.at(0)?.version;
  if (newest !== VERSION) {
    throw new Error(`package.json has version ${VERSION}, CHANGELOG.md begins with ${newest}`);
  }
  return list;
}
