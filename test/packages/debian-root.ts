/** A Debian system in a folder, from the machine's mirror, in which no service runs. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Host } from '../../lab/lab.ts';
import { runWithOwnMounts } from '../../lab/own-mounts.ts';

/** What an administrator uses together with the agent. */
const PACKAGES = [
  'resource-agents',
  'iproute2',
  'libxml2-utils',
  'systemd-standalone-tmpfiles',
  'pcs',
  'pacemaker-cli-utils',
  'man-db',
  'bash-completion',
];

export class DebianRoot {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<DebianRoot> {
    const folder = await mkdtemp(join(tmpdir(), 'floatip-root-'));
    const release = await readFile('/etc/os-release', 'utf8');
    const suite = /^VERSION_CODENAME=(\S+)$/m.exec(release)?.[1] ?? '';
    const { stdout: apt } = await execa('apt-config', ['dump', 'Acquire']);
    const proxies = apt.split('\n').filter((line) => /::https?::Proxy /i.test(line));
    await execa('mmdebstrap', [
      '--variant=minbase',
      `--include=${PACKAGES.join(',')}`,
      '--dpkgopt=force-unsafe-io',
      '--aptopt=Acquire::Languages "none"',
      ...proxies.map((line) => `--aptopt=${line}`),
      suite,
      folder,
      ...(await sources(suite)),
    ]);
    return new DebianRoot(folder);
  }

  /** Runs a shell script in the root, with the network of a host, and an empty /run and /tmp. */
  async run(host: Host, script: string, ...args: string[]): Promise<string> {
    const enter = `
      set -e
      root=$1 script=$2
      shift 2
      mount --bind "$root" "$root"
      mount -t proc proc "$root/proc"
      mount -t tmpfs tmpfs "$root/run"
      mount -t tmpfs tmpfs "$root/tmp"
      mount -t tmpfs tmpfs "$root/mnt"
      for file; do touch "$root/mnt/\${file##*/}"; mount --bind "$file" "$root/mnt/\${file##*/}"; done
      exec chroot "$root" /bin/sh -ec "$script"`;
    const result = await runWithOwnMounts(host, enter, [this.folder, script, ...args], {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      DEBIAN_FRONTEND: 'noninteractive',
      LC_ALL: 'C.UTF-8',
      TMPDIR: '/tmp',
      HOME: '/tmp',
    });
    if (result.exitCode !== 0) throw new Error(`${script}\n${result.all}`);
    return result.all ?? '';
  }

  /** A line for each file: type, permissions, owner, size, path and target. @param except paths, with all below */
  async files(except: readonly string[]): Promise<string[]> {
    const skip = except.flatMap((path) => ['-path', path, '-prune', '-o']);
    const format = ['-printf', '%y %m %U %G %s %p %l\\n'];
    // The size of a directory is that of its list, which the file system need not shorten.
    const directory = ['-type', 'd', '-printf', '%y %m %U %G %p\\n', '-o'];
    const { stdout } = await execa('find', ['.', '-xdev', ...skip, ...directory, ...format], {
      cwd: this.folder,
    });
    return stdout.split('\n').toSorted();
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The files with the machine's sources for a suite; other repositories have other suites. */
async function sources(suite: string): Promise<string[]> {
  const folder = '/etc/apt/sources.list.d';
  const names = await readdir(folder).catch(() => []);
  const found: string[] = [];
  for (const path of ['/etc/apt/sources.list', ...names.map((name) => join(folder, name))]) {
    const text = await readFile(path, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => /^(deb |Suites:)/.test(line));
    if (lines.some((line) => line.split(/\s+/).includes(suite))) found.push(path);
  }
  return found;
}
