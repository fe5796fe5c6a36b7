/**
 * Manual pages in roff, with the macros of man(7).
 *
 * In texts, `words in backquotes` are literal: they are printed in bold, with the characters of a shell.
 */

/** Octets; mandoc -Tlint reports longer lines. */
const MAX_LINE = 78;

export interface PageHead {
  readonly name: string;
  readonly section: number;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly version: string;
  /** The title of the manual, in the middle of the first line. */
  readonly manual: string;
}

export class Page {
  readonly #lines: string[];

  constructor({ name, section, date, version, manual }: PageHead) {
    const title = `${quoted(name.toUpperCase())} ${section} ${date} ${quoted(version)} ${quoted(manual)}`;
    this.#lines = [
      '.\\" Made from the tables in ocf-metadata/ by tools/pages/.',
      `.TH ${title}`,
      // As in the pages of other resource agents: neither hyphenated nor justified.
      '.nh',
      '.ad l',
    ];
  }

  section(title: string): void {
    this.#lines.push(`.SH ${quoted(title)}`);
  }

  /** The line of section NAME, from which whatis(1) takes the description. */
  name(name: string, description: string): void {
    this.section('NAME');
    this.#lines.push(`${plain(name)} \\- ${plain(description)}`);
  }

  /** A command in a form that says which arguments it takes; `arguments_` is printed in italics. */
  synopsis(command: string, arguments_: string): void {
    this.#lines.push('.HP', [bold(command), italics(arguments_)].filter(Boolean).join(' '));
  }

  paragraph(text: string): void {
    this.#beginParagraph();
    this.#lines.push(...filled(text));
  }

  /** A paragraph with a hanging head, and more paragraphs of it. */
  item(head: string, ...texts: readonly string[]): void {
    const [first = '', ...others] = texts;
    this.#lines.push('.TP', ...filled(head), ...filled(first));
    for (const text of others) this.#lines.push('.IP', ...filled(text));
  }

  /** Lines that are not filled. */
  example(lines: readonly string[]): void {
    this.#beginParagraph();
    this.#lines.push('.RS 4', '.nf', ...lines.map((line) => protect(literal(line))), '.fi', '.RE');
  }

  /** A section begins with a paragraph. */
  #beginParagraph(): void {
    if (!this.#lines.at(-1)?.startsWith('.SH ')) this.#lines.push('.PP');
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** An argument of a macro. */
function quoted(text: string): string {
  return `"${plain(text).replaceAll('"', '\\(dq')}"`;
}

function bold(text: string): string {
  return text === '' ? '' : `\\fB${literal(text)}\\fR`;
}

function italics(text: string): string {
  return text === '' ? '' : `\\fI${literal(text)}\\fR`;
}

/** Prose. Hyphens are those of a keyboard, so that a line is never broken at one, and a reader can copy it. */
function plain(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-');
}

/** Characters that roff would replace by typographic ones (groff_char(7)). */
const LITERALS: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
};

function literal(text: string): string {
  return [...text].map((character) => LITERALS[character] ?? character).join('');
}

/** A line of text must not begin as a request does. */
function protect(line: string): string {
  return line.startsWith('.') || line.startsWith("'") ? `\\&${line}` : line;
}

/** Where a sentence ends at the end of a line, roff would print two blanks, elsewhere one. */
function continued(line: string, index: number, lines: readonly string[]): string {
  return index < lines.length - 1 && /[.?!]["')]*$/.test(line) ? `${line}\\&` : line;
}

/** The words of a text in lines. Literal words are not broken at their blanks. */
function filled(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of wordsOf(text)) {
    if (line !== '' && line.length + 1 + word.length > MAX_LINE) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '') lines.push(line);
  return lines.map(protect).map(continued);
}

function wordsOf(text: string): string[] {
  const words: string[] = [];
  let open = '';
  text.split('`').forEach((part, index) => {
    if (index % 2 === 1) {
      open += bold(part);
      return;
    }
    const [first = '', ...rest] = plain(part).split(/\s+/);
    open += first;
    for (const word of rest) {
      if (open !== '') words.push(open);
      open = word;
    }
  });
  if (open !== '') words.push(open);
  return words;
}
