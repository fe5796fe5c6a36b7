/** Reads CHANGELOG.md: the source of the packages' changelogs. */

export interface Release {
  readonly version: string;
  readonly date: Date;
  readonly entries: readonly Entry[];
}

export interface Entry {
  /** 0: a paragraph, 1: an item of a list or a row of a table. */
  readonly depth: 0 | 1;
  /** Without line breaks. */
  readonly text: string;
}

/**
 * `## VERSION, DATE` begins a release, the newest first.
 * @param now the date of a release that is marked as unreleased
 */
export function readChangelog(markdown: string, now: Date): Release[] {
  const [, ...sections] = markdown.split(/^## /m);
  return sections.map((section) => {
    const [heading = '', ...lines] = section.split('\n');
    const [, version, date] = /^(\d[\w.]*), (unreleased|\d{4}-\d\d-\d\d)$/.exec(heading) ?? [];
    if (version === undefined || date === undefined) {
      throw new Error(`CHANGELOG.md: "## ${heading}" must be "## VERSION, YYYY-MM-DD"`);
    }
    return {
      version,
      date: date === 'unreleased' ? now : new Date(`${date}T12:00:00Z`),
      entries: entriesOf(lines),
    };
  });
}

function entriesOf(lines: readonly string[]): Entry[] {
  const entries: Entry[] = [];
  let open: { depth: 0 | 1; text: string } | undefined;
  let heading = true;
  for (const line of lines) {
    const text = line.trim();
    const item = /^- (.*)$/.exec(line)?.[1];
    if (text.startsWith('|')) {
      open = undefined;
      // The first two lines of a table are its heading.
      if (/^\|[-|]+\|$/.test(text)) heading = false;
      else if (!heading) entries.push({ depth: 1, text: plain(rowText(text)) });
    } else if (text === '') {
      open = undefined;
      heading = true;
    } else if (item !== undefined || open === undefined) {
      open = { depth: item === undefined && !line.startsWith(' ') ? 0 : 1, text: item ?? text };
      entries.push(open);
    } else {
      open.text += ` ${text}`;
    }
  }
  return entries.map(({ depth, text }) => ({ depth, text: plain(text) }));
}

/** Tables have the columns was and is. */
function rowText(row: string): string {
  const [was = '', is = ''] = row.slice(1, -1).split('|');
  return `${was.trim()} is now ${is.trim()}`;
}

/** Links without their targets. */
function plain(text: string): string {
  return text.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
}
