/** A negative count ends the process, without an exception. */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';

export const repeatCounts: Rule = {
  name: 'repeat-counts',
  inspect: (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
    const [count] = node.arguments;
    const isRisky = node.expression.name.text === 'repeat' && count && !ts.isNumericLiteral(count);
    const advice = "write ''.padEnd(...), to which a negative count is none";
    return isRisky ? [{ node, advice }] : [];
  },
};
