/**
 * A variable that a pattern binds in a loop is one for all rounds of the compiled loop: a function that is
 * made in one round and called after it finds the last value. What is called at once finds its own.
 */
import ts from 'typescript5';
import type { Complaint, Rule } from '../rule.ts';

/** Methods of arrays that call what they are given before they return. */
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

/** The innermost loop of the same function, the head being part of it. */
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
      const advice = `the loop has one ${name.text} for all rounds: write const ${name.text} = ... without a pattern`;
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
