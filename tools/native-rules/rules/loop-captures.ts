/**
 * A variable that a pattern binds in a loop is shared by all rounds of the compiled loop: a function that is created
 * in one round and called later sees the last value. A function that is called at once sees its own.
 */
import ts from 'typescript5';
import type { Complaint, Rule } from '../rule.ts';

/** Methods of arrays that call their argument before they return. */
const CALLING_AT_ONCE = new Set([
  'every',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flatMap',
  'forEach',
  'map',
  'reduce',
  'reduceRight',
  'some',
  'sort',
  'toSorted',
]);

export const loopCaptures: Rule = {
  name: 'loop-captures',
  inspect: (node, checker) => {
    if (!ts.isBindingElement(node) || !ts.isIdentifier(node.name)) return [];
    const loop = loopAround(node);
    return loop ? capturesOf(node.name, loop, checker) : [];
  },
};

/** The innermost loop of the same function; its head is part of it. */
function loopAround(node: ts.Node): ts.Node | undefined {
  const found = ts.findAncestor(node, (one) => isLoop(one) || ts.isFunctionLike(one));
  return found && isLoop(found) ? found : undefined;
}

function isLoop(node: ts.Node): boolean {
  return ts.isIterationStatement(node, false);
}

function capturesOf(name: ts.Identifier, loop: ts.Node, checker: ts.TypeChecker): Complaint[] {
  const variable = checker.getSymbolAtLocation(name);
  const complaints: Complaint[] = [];
  const visit = (node: ts.Node, isKept: boolean): void => {
    if (isKept && ts.isIdentifier(node) && referredTo(node, checker) === variable) {
      const advice = `all rounds of the loop share ${name.text}: write const ${name.text} = ... without a pattern`;
      complaints.push({ node, advice });
    }
    const outlives = isKept || (ts.isFunctionLike(node) && !isCalledAtOnce(node));
    ts.forEachChild(node, (child) => visit(child, outlives));
  };
  visit(loop, false);
  return complaints;
}

function referredTo(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  return ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
}

function isCalledAtOnce({ parent }: ts.Node): boolean {
  return (
    ts.isCallExpression(parent) &&
    ts.isPropertyAccessExpression(parent.expression) &&
    CALLING_AT_ONCE.has(parent.expression.name.text)
  );
}
