/** A negative count of repeat() ends the compiled program without an exception. */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';

export const repeatCounts: Rule = {
  name: 'repeat-counts',
  inspect: (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
    const [count] = node.arguments;
    const isRisky = node.expression.name.text === 'repeat' && count && !ts.isNumericLiteral(count);
    const advice = "write ''.padEnd(...), which accepts a negative count";
    return isRisky ? [{ node, advice }] : [];
  },
};
