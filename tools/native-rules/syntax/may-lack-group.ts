/** An open parenthesis, or the whole pattern. */
interface Frame {
  readonly captures: boolean;
  readonly isNegative: boolean;
  hasAlternatives: boolean;
  hasCaptures: boolean;
}

/** A token: an escape, a character class, an opening parenthesis, or a character. */
const TOKEN = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<[^>]*>))?|[\s\S]/g;

/** A quantifier that allows zero repetitions. */
const NONE_ALLOWED = /^(?:[?*]|\{0)/;

/** Whether a regular expression may match without one of its capturing groups. */
export function mayLackGroup(pattern: string): boolean {
  const open: Frame[] = [];
  let frame = frameOf('');
  for (const { 0: token, index } of pattern.matchAll(TOKEN)) {
    if (token.startsWith('(')) {
      open.push(frame);
      frame = frameOf(token);
    } else if (token === '|') {
      frame.hasAlternatives = true;
    } else if (token === ')') {
      const closed = frame;
      frame = open.pop() ?? frameOf('');
      frame.hasCaptures ||= closed.captures || closed.hasCaptures;
      const isOptional = NONE_ALLOWED.test(pattern.slice(index + 1));
      if (isOptional && (closed.captures || closed.hasCaptures)) return true;
      if (lacksInner(closed)) return true;
    }
  }
  return lacksInner(frame);
}

function frameOf(opening: string): Frame {
  return {
    captures: opening === '(' || /^\(\?<[^=!]/.test(opening),
    isNegative: opening.endsWith('!'),
    hasAlternatives: false,
    hasCaptures: false,
  };
}

function lacksInner({ hasCaptures, hasAlternatives, isNegative }: Frame): boolean {
  return hasCaptures && (hasAlternatives || isNegative);
}
