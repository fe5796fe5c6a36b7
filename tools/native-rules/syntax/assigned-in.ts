import ts from 'typescript5';
import { isAssignment } from './is-assignment.ts';

/** What the node itself gives another value. */
export function assignedIn(node: ts.Node): readonly ts.Expression[] {
  if (isAssignment(node)) return [node.left];
  if (ts.isPostfixUnaryExpression(node)) return [node.operand];
  if (!ts.isPrefixUnaryExpression(node)) return [];
  const { PlusPlusToken, MinusMinusToken } = ts.SyntaxKind;
  const changes = node.operator === PlusPlusToken || node.operator === MinusMinusToken;
  return changes ? [node.operand] : [];
}
