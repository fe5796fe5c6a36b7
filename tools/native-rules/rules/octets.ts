/** An index past the end of a typed array ends the compiled program, without an exception. */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';
import { isTypedArray } from '../types/kinds.ts';

const ADVICE = 'use the functions of lib/wire/octets.ts: an index past the end ends the process';

export const octets: Rule = {
  name: 'octets',
  inspect: (node, checker) => (indexes(node, checker) ? [{ node, advice: ADVICE }] : []),
};

function indexes(node: ts.Node, checker: ts.TypeChecker): boolean {
  if (ts.isElementAccessExpression(node)) {
    return isTypedArray(checker.getTypeAtLocation(node.expression));
  }
  const takesApart = ts.isArrayBindingPattern(node) || isAssignmentPattern(node);
  return takesApart && isTypedArray(checker.getTypeAtLocation(takenApart(node)));
}

function isAssignmentPattern(node: ts.Node): node is ts.ArrayLiteralExpression {
  return (
    ts.isArrayLiteralExpression(node) &&
    ts.isBinaryExpression(node.parent) &&
    node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    node.parent.left === node
  );
}

function takenApart(pattern: ts.ArrayBindingPattern | ts.ArrayLiteralExpression): ts.Node {
  return ts.isArrayLiteralExpression(pattern)
    ? (pattern.parent as ts.BinaryExpression).right
    : pattern;
}
