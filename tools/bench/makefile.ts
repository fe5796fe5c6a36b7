/** What the Makefile builds with, from the Makefile itself: it is the only place that says so. */
import { execa } from 'execa';

export async function buildFlags(): Promise<string[]> {
  const rule = 'print-build-flags: ; @echo $(BUILD_FLAGS)';
  const options = ['-s', '--no-print-directory', `--eval=${rule}`, 'print-build-flags'];
  // Under `make bench` the options of that make are in the environment, and none of this one's business.
  const { stdout } = await execa('make', options, { env: { MAKEFLAGS: '', MAKELEVEL: '0' } });
  return stdout.split(/\s+/);
}
