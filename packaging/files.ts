/** The files of the packages and of make install: the only list. */
import { join, relative } from 'node:path';
import { AGENT } from '../ocf-metadata/agent.ts';
import { PACKAGE } from './description.ts';

/** Installation directories; make install may choose others than the packages. */
export interface Directories {
  readonly prefix: string;
  readonly ocfRoot: string;
  readonly sbin: string;
}

export const OF_PACKAGES: Directories = {
  prefix: '/usr',
  ocfRoot: '/usr/lib/ocf',
  sbin: '/usr/sbin',
};

export type Content =
  /** A file of the source tree, or one that make has built. */
  | { readonly file: string }
  /** The files one after the other. */
  | { readonly files: readonly string[] }
  /** The changelog in Debian's format. */
  | { readonly changelog: true }
  /** A symbolic link with this text. */
  | { readonly link: string };

export interface PackagedFile {
  readonly path: string;
  readonly content: Content;
  readonly executable?: true;
  /** gzip -9n */
  readonly compressed?: true;
  /** The licence of the package, for rpm. */
  readonly license?: true;
}

export interface Packaged {
  readonly files: readonly PackagedFile[];
  /**
   * Directories that may not be there without the package, the uppermost first. Others (resource-agents,
   * bash-completion) may own them as well.
   */
  readonly directories: readonly string[];
}

/** @param executable built from the sources */
export function packaged(
  { prefix, ocfRoot, sbin }: Directories,
  executable = 'dist/VirtualIP',
): Packaged {
  const providers = join(ocfRoot, 'resource.d');
  const agents = join(providers, 'floatip');
  const agent = join(agents, AGENT.name);
  const share = join(prefix, 'share');
  const man = join(share, 'man');
  const completions = join(share, 'bash-completion');
  const ocft = join(share, 'resource-agents/ocft');
  const documents = join(share, 'doc', PACKAGE.name);
  return {
    files: [
      { path: agent, content: { file: executable }, executable: true },
      { path: join(agents, AGENT.secondName), content: { link: AGENT.name } },
      { path: join(sbin, 'floatip'), content: { link: relative(sbin, agent) } },
      {
        path: join(man, `man7/ocf_floatip_${AGENT.name}.7.gz`),
        content: { file: `build/pages/ocf_floatip_${AGENT.name}.7` },
        compressed: true,
      },
      {
        path: join(man, `man7/ocf_floatip_${AGENT.secondName}.7.gz`),
        content: { link: `ocf_floatip_${AGENT.name}.7.gz` },
      },
      {
        path: join(man, 'man8/floatip.8.gz'),
        content: { file: 'build/pages/floatip.8' },
        compressed: true,
      },
      {
        path: join(completions, 'completions/floatip'),
        content: { file: 'build/pages/floatip.bash-completion' },
      },
      {
        path: join(prefix, 'lib/tmpfiles.d', `${PACKAGE.name}.conf`),
        content: { file: 'packaging/tmpfiles.conf' },
      },
      { path: join(ocft, 'configs', AGENT.name), content: { file: 'packaging/ocft.conf' } },
      {
        path: join(documents, 'copyright'),
        content: { files: ['LICENSE', 'NOTICE'] },
        license: true,
      },
      // NOTICE: the C library requires that its licence is distributed with the executable.
      {
        path: join(documents, 'LGPL-2.1.gz'),
        content: { file: 'packaging/LGPL-2.1' },
        compressed: true,
        license: true,
      },
      {
        path: join(documents, 'changelog.gz'),
        content: { changelog: true },
        compressed: true,
      },
    ],
    directories: [
      ocfRoot,
      providers,
      agents,
      completions,
      join(completions, 'completions'),
      join(share, 'resource-agents'),
      ocft,
      join(ocft, 'configs'),
      documents,
    ],
  };
}
