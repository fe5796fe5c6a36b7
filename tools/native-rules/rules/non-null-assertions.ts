/** In the compiled program, a wrong assertion ends the process or throws at the assertion, not at the use. */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';
import { membersOf } from '../types/kinds.ts';

export const nonNullAssertions: Rule = {
  name: 'non-null-assertions',
  inspect: (node, checker) => {
    const asserts = ts.isNonNullExpression(node) || castsAbsenceAway(node, checker);
    return asserts ? [{ node, advice: 'test for undefined, or add a default' }] : [];
  },
};

function castsAbsenceAway(node: ts.Node, checker: ts.TypeChecker): boolean {
  if (!ts.isAsExpression(node)) return false;
  const [from, to] = [node.expression, node].map((one) => checker.getTypeAtLocation(one));
  return from !== undefined && to !== undefined && mayBeAbsent(from) && !mayBeAbsent(to);
}

function mayBeAbsent(type: ts.Type): boolean {
  const absent = ts.TypeFlags.Undefined | ts.TypeFlags.Null;
  return membersOf(type).some(({ flags }) => (flags & absent) !== 0);
}
