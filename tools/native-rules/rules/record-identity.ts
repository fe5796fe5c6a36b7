/**
 * Records and arrays may have been copied when they were passed (see record-copies): their identity means nothing.
 * Instances of classes are not copied.
 */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';
import { isArray, isRecord, membersOf } from '../types/kinds.ts';

const COMPARING = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

const SEARCHING = new Set(['includes', 'indexOf', 'lastIndexOf']);

const KEYED = new Set(['Map', 'Set', 'WeakMap', 'WeakSet']);

const ADVICE = 'compare the fields or elements, or make it a class';

export const recordIdentity: Rule = {
  name: 'record-identity',
  inspect: (node, checker) => (comparesIdentity(node, checker) ? [{ node, advice: ADVICE }] : []),
};

function comparesIdentity(node: ts.Node, checker: ts.TypeChecker): boolean {
  if (ts.isBinaryExpression(node) && COMPARING.has(node.operatorToken.kind)) {
    return [node.left, node.right].every((side) =>
      mayBeCopied(checker.getTypeAtLocation(side), checker),
    );
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { name, expression } = node.expression;
    const sought = node.arguments.at(0);
    const searched = checker.getNonNullableType(checker.getTypeAtLocation(expression));
    return (
      SEARCHING.has(name.text) &&
      sought !== undefined &&
      isArray(searched, checker) &&
      mayBeCopied(checker.getTypeAtLocation(sought), checker)
    );
  }
  if (!ts.isNewExpression(node)) return false;
  const made = checker.getTypeAtLocation(node);
  const key = checker.getTypeArguments(made as ts.TypeReference).at(0);
  return KEYED.has(made.symbol?.name) && key !== undefined && mayBeCopied(key, checker);
}

function mayBeCopied(type: ts.Type, checker: ts.TypeChecker): boolean {
  return membersOf(type).some((one) => isRecord(one, checker) || isArray(one, checker));
}
