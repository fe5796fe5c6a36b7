/** The changelog in Debian's format (Debian Policy 4.4). */
import { PACKAGE } from '../../packaging/description.ts';
import type { Entry, Release } from './changelog.ts';
import { MAINTAINER, releases } from './source.ts';
import { wrap } from './wrap.ts';

const WIDTH = 80;

export function debianChangelog(): string {
  return releases().map(renderRelease).join('\n');
}

function renderRelease({ version, date, entries }: Release): string {
  // RFC 5322, with the numeric zone that dpkg requires.
  const time = date.toUTCString().replace('GMT', '+0000');
  return `${PACKAGE.name} (${version}) unstable; urgency=medium

${entries.flatMap(renderEntry).join('\n')}

 -- ${MAINTAINER}  ${time}
`;
}

function renderEntry({ depth, text }: Entry): string[] {
  return depth === 0 ? wrap(text, WIDTH, '  * ', '    ') : wrap(text, WIDTH, '    - ', '      ');
}
