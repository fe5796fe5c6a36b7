/** Builds the .rpm with rpmbuild. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { PACKAGE } from '../../packaging/description.ts';
import type { PackagedFile } from '../../packaging/files.ts';
import type { Entry, Release } from './changelog.ts';
import { MAINTAINER, RPM_RELEASE, releases, sourceTime } from './source.ts';
import { type Build, makeStage, setTimes } from './stage.ts';
import { wrap } from './wrap.ts';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };
const WIDTH = 78;

/** Returns the path of the package. */
export function buildRpm(build: Build): string {
  const { work, output, version } = build;
  const architecture = ARCHITECTURES[process.arch] ?? process.arch;
  const stage = join(work, 'rpm/stage');
  const top = join(work, 'rpm/top');
  rmSync(top, { recursive: true, force: true });
  mkdirSync(top, { recursive: true });
  makeStage(stage, build.contents);
  setTimes(stage);
  const spec = join(work, `rpm/${PACKAGE.name}.spec`);
  writeFileSync(spec, specFile(build));
  const name = `${PACKAGE.name}-${version}-${RPM_RELEASE}.${architecture}.rpm`;
  const settings = {
    _topdir: top,
    _rpmdir: top,
    _build_name_fmt: name,
    stage,
    // The files are ready: no stripping, no debug package, no compression.
    debug_package: '%{nil}',
    __os_install_post: '%{nil}',
    _build_id_links: 'none',
    _binary_payload: 'w6.xzdio',
    // The same sources give the same bytes.
    _buildhost: 'localhost',
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
    source_date_epoch_from_changelog: '0',
  };
  const defines = Object.entries(settings).flatMap(([key, value]) => ['-D', `${key} ${value}`]);
  execaSync('rpmbuild', ['-bb', '--quiet', `--target=${architecture}-linux`, ...defines, spec], {
    env: { SOURCE_DATE_EPOCH: String(sourceTime().getTime() / 1000) },
    stdout: 'ignore',
    stderr: 'inherit',
  });
  const file = join(output, name);
  copyFileSync(join(top, name), file);
  return file;
}

function specFile({ version, contents }: Build): string {
  const paragraphs = PACKAGE.text.map((text) => wrap(text, WIDTH, '', '').join('\n'));
  return `Name: ${PACKAGE.name}
Version: ${version}
Release: ${RPM_RELEASE}
Summary: ${PACKAGE.summary.charAt(0).toUpperCase()}${PACKAGE.summary.slice(1)}
License: ${PACKAGE.license}
Group: System/Base
Packager: ${MAINTAINER}
AutoReqProv: no

%description
${paragraphs.join('\n\n')}

%install
cp -a %{stage}/. %{buildroot}/

%files
${contents.directories.map((path) => `%dir %attr(0755,root,root) "${path}"`).join('\n')}
${contents.files.map(fileLine).join('\n')}

%changelog
${releases().map(renderRelease).join('\n\n')}
`;
}

function fileLine({ path, content, executable, license }: PackagedFile): string {
  const kind = license ? '%license ' : '';
  if ('link' in content) return `"${path}"`;
  return `${kind}%attr(${executable ? '0755' : '0644'},root,root) "${path}"`;
}

function renderRelease({ version, date, entries }: Release): string {
  const [weekday = '', day = '', month = '', year = ''] = date.toUTCString().split(/,? /);
  const heading = `* ${weekday} ${month} ${day} ${year} ${MAINTAINER} - ${version}-${RPM_RELEASE}`;
  return [heading, ...entries.flatMap(renderEntry)].join('\n').replaceAll('%', '%%');
}

function renderEntry({ depth, text }: Entry): string[] {
  return depth === 0 ? wrap(text, WIDTH, '- ', '  ') : wrap(text, WIDTH, '  - ', '    ');
}
