/** Marks what is literal in the descriptions of the tables, for roff.ts. */
import { parameters } from '../../ocf-metadata/parameters.ts';

/** Names of parameters that are not words of English. */
const NAMES = new Set(
  parameters()
    .map(({ name }) => name)
    .filter((name) => name.includes('_')),
);

/** name=value, and names of manual pages, as ip-route(8). */
const LITERAL = /^(?:[a-z_]+=[\w.:/-]*[\w/]|[a-z][\w-]*\(\d\))/;

/** @returns the text with backquotes around parameters, assignments and names of manual pages */
export function withLiterals(text: string): string {
  return text.replaceAll(/[A-Za-z_][\w=.:()/-]*/g, (word) => {
    const [found] = LITERAL.exec(word) ?? /^\w+/.exec(word) ?? [''];
    return NAMES.has(found) || LITERAL.test(found)
      ? `\`${found}\`${word.slice(found.length)}`
      : word;
  });
}
