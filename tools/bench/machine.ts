/** Describes the machine of the measurement. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, version } from 'node:os';
import { execa } from 'execa';

/**
 * Returns name and value of each fact.
 * @param packages Debian packages whose versions are listed
 */
export async function describeMachine(
  buildFlags: string,
  packages: readonly string[],
): Promise<[string, string][]> {
  const processors = cpus();
  const memory = /^MemTotal:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? '0';
  return [
    ['CPU', `${processors[0]?.model ?? 'unknown'}, ${processors.length} cores`],
    ['memory', `${(Number(memory) / 1024 / 1024).toFixed(1)} GiB`],
    ['kernel', `${release()} ${version()}`],
    [
      'load average',
      loadavg()
        .map((load) => load.toFixed(2))
        .join(' '),
    ],
    ['measured by', `Node ${process.version}`],
    ['built with', buildFlags],
    ...(await Promise.all(packages.map(withVersion))),
    ['date', new Date().toISOString()],
  ];
}

async function withVersion(name: string): Promise<[string, string]> {
  const { stdout, failed } = await execa('dpkg-query', ['-W', name], { reject: false });
  // NAME TAB VERSION; the version is empty if the package was removed.
  const [, version = ''] = stdout.split('\t');
  return [name, failed || version === '' ? 'not known to dpkg' : version];
}
