/** A group that is not part of a match is an empty string in the compiled program, and undefined in Node.js. */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';
import { mayLackGroup } from '../syntax/may-lack-group.ts';

export const optionalGroups: Rule = {
  name: 'optional-groups',
  inspect: (node) => {
    const pattern = patternOf(node);
    if (pattern === undefined || !mayLackGroup(pattern)) return [];
    const advice = 'make each group part of each match: ([0-9]*) or ((?:...)?) instead of (...)?';
    return [{ node, advice }];
  },
};

/** The text of a regular expression. */
function patternOf(node: ts.Node): string | undefined {
  if (ts.isRegularExpressionLiteral(node)) return node.text.slice(1, node.text.lastIndexOf('/'));
  const isMade = ts.isNewExpression(node) && node.expression.getText() === 'RegExp';
  const [written] = isMade ? (node.arguments ?? []) : [];
  return written && ts.isStringLiteralLike(written) ? written.text : undefined;
}
