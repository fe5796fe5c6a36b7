/** Reads the compiler's flags from the Makefile, the only place that defines them. */
import { execa } from 'execa';

export async function buildFlags(): Promise<string[]> {
  const rule = 'print-build-flags: ; @echo $(BUILD_FLAGS)';
  const options = ['-s', '--no-print-directory', `--eval=${rule}`, 'print-build-flags'];
  // The environment contains the options of `make bench`, which must not apply to this make.
  const { stdout } = await execa('make', options, { env: { MAKEFLAGS: '', MAKELEVEL: '0' } });
  return stdout.split(/\s+/);
}
