/** In the compiled program, an index past the end of a string gives an empty string instead of undefined. */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';
import { membersOf } from '../types/kinds.ts';

export const stringElements: Rule = {
  name: 'string-elements',
  inspect: (node, checker) => {
    if (!ts.isElementAccessExpression(node)) return [];
    const isText = membersOf(checker.getTypeAtLocation(node.expression)).some(
      ({ flags }) => (flags & ts.TypeFlags.StringLike) !== 0,
    );
    return isText ? [{ node, advice: 'write .at(...), which gives undefined past the end' }] : [];
  },
};
