/** The output of `floatip --version`: one line with the version, the compiler and the commit. */
import manifest from '../../package.json' with { type: 'json' };

export function versionText(): string {
  const compiler = `scriptc ${manifest.devDependencies.scriptc}`;
  return `floatip ${manifest.version} (${compiler}, commit ${commit()})`;
}

/**
 * tools/native/stamp.ts writes the commit over this text in the executable, padded with spaces to the same length: a
 * new commit does not compile the program again.
 */
function commit(): string {
  const text: string = 'the commit, 40 octets, not yet known    ';
  return text.trimEnd();
}
