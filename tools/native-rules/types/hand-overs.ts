/** Finds where a value is passed to a place that may expect another type. */
import ts from 'typescript5';
import { isAssignment } from '../syntax/is-assignment.ts';
import { membersOf } from './kinds.ts';
import { nativeShape } from './native-shape.ts';

export interface HandOver {
  readonly value: ts.Expression;
  readonly source: ts.Type;
  readonly target: ts.Type;
}

/** Those of the node itself. Literals get the expected type; their fields and elements are passed. */
export function handOversAt(node: ts.Node, checker: ts.TypeChecker): HandOver[] {
  return valuesAt(node)
    .flatMap(wholeValues)
    .flatMap((value) => {
      if (ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value)) return [];
      const source = valueType(value, checker);
      const target = expectedType(value, checker);
      return source && target ? [{ value, source, target }] : [];
    });
}

function valuesAt(node: ts.Node): readonly ts.Expression[] {
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return node.arguments ?? [];
  if (ts.isArrayLiteralExpression(node)) return node.elements;
  if (ts.isArrowFunction(node)) return ts.isBlock(node.body) ? [] : [node.body];
  if (ts.isShorthandPropertyAssignment(node)) return [node.name];
  if (isAssignment(node)) return [node.right];
  if (ts.isReturnStatement(node) || ts.isAsExpression(node)) return some(node.expression);
  if (ts.isVariableDeclaration(node) || ts.isParameter(node)) return some(node.initializer);
  if (ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node))
    return some(node.initializer);
  return ts.isBindingElement(node) ? some(node.initializer) : [];
}

function some(expression: ts.Expression | undefined): readonly ts.Expression[] {
  return expression ? [expression] : [];
}

/** The expressions that may be the value: both branches of a conditional. */
function wholeValues(value: ts.Expression): readonly ts.Expression[] {
  if (ts.isParenthesizedExpression(value)) return wholeValues(value.expression);
  if (ts.isConditionalExpression(value)) {
    return [...wholeValues(value.whenTrue), ...wholeValues(value.whenFalse)];
  }
  if (!ts.isBinaryExpression(value)) return [value];
  switch (value.operatorToken.kind) {
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.BarBarToken:
      return [...wholeValues(value.left), ...wholeValues(value.right)];
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return wholeValues(value.right);
    default:
      return [value];
  }
}

/** The type of the value; for a spread element, that of its elements. */
function valueType(value: ts.Expression, checker: ts.TypeChecker): ts.Type | undefined {
  if (ts.isSpreadElement(value)) {
    return checker.getTypeAtLocation(value.expression).getNumberIndexType();
  }
  const type = checker.getTypeAtLocation(value);
  // `this` in a class.
  if (type.isTypeParameter()) return checker.getBaseConstraintOfType(type);
  const declared = declaredType(value, checker) ?? type;
  return isPartOf(type, declared, checker) ? type : declared;
}

/** The declared type of a variable: a type predicate narrows the type, but not the shape of the value. */
function declaredType(value: ts.Expression, checker: ts.TypeChecker): ts.Type | undefined {
  const symbol = ts.isIdentifier(value) ? checker.getSymbolAtLocation(value) : undefined;
  const isShort = ts.isShorthandPropertyAssignment(value.parent);
  const variable = isShort ? checker.getShorthandAssignmentValueSymbol(value.parent) : symbol;
  return variable && checker.getTypeOfSymbol(variable);
}

function isPartOf(type: ts.Type, whole: ts.Type, checker: ts.TypeChecker): boolean {
  const shapes = membersOf(whole).map((one) => nativeShape(one, checker));
  return membersOf(type).every((one) => shapes.includes(nativeShape(one, checker)));
}

function expectedType(value: ts.Expression, checker: ts.TypeChecker): ts.Type | undefined {
  if (isTakenApart(value)) return undefined;
  const expected = ts.isSpreadElement(value)
    ? checker.getContextualType(value.parent as ts.Expression)?.getNumberIndexType()
    : checker.getContextualType(value);
  return expected && (expected.flags & UNKNOWN) === 0 ? expected : foundType(value, checker);
}

/** A destructuring pattern without a type does not convert the value. */
function isTakenApart({ parent }: ts.Expression): boolean {
  return ts.isVariableDeclaration(parent) && !ts.isIdentifier(parent.name) && !parent.type;
}

const UNKNOWN = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.TypeParameter;

/** Without a written type: the type that was inferred for all values of the place. */
function foundType(value: ts.Expression, checker: ts.TypeChecker): ts.Type | undefined {
  const { parent } = value;
  if (ts.isArrayLiteralExpression(parent)) {
    return checker.getTypeAtLocation(parent).getNumberIndexType();
  }
  if (ts.isReturnStatement(parent)) return resultType(parent, checker);
  if (ts.isParenthesizedExpression(parent)) return foundType(parent, checker);
  const isChoice = ts.isConditionalExpression(parent) || ts.isBinaryExpression(parent);
  return isChoice ? (foundType(parent, checker) ?? checker.getTypeAtLocation(parent)) : undefined;
}

function resultType(statement: ts.ReturnStatement, checker: ts.TypeChecker): ts.Type | undefined {
  const made = ts.findAncestor(statement, ts.isFunctionLike);
  return made && checker.getSignatureFromDeclaration(made)?.getReturnType();
}
