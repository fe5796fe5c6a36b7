import { execa } from 'execa';

export const WIDTH = 80;

/** A manual page as it is read on a terminal of WIDTH columns, without bold and italics. */
export async function onTerminal(page: string): Promise<string> {
  const { stdout } = await execa('mandoc', ['-Tascii', `-Owidth=${WIDTH}`], { input: page });
  const parts = stdout.split('\b');
  // A bold character is printed, taken back and printed again.
  return parts.map((part, at) => (at < parts.length - 1 ? part.slice(0, -1) : part)).join('');
}

/** Errors, warnings and remarks on style; empty if there are none. */
export async function faultsIn(page: string): Promise<string> {
  const args = ['-Tlint', '-Wstyle'];
  const { stdout } = await execa('mandoc', args, { input: page, reject: false });
  return stdout;
}
