/**
 * A function whose parameters or result are objects of another type than expected compiles, and throws when it is
 * called; even if it returns an instance of a subclass.
 */
import type { Rule } from '../rule.ts';
import { conversions } from '../types/conversions.ts';
import { handOversAt } from '../types/hand-overs.ts';

export const functionSlots: Rule = {
  name: 'function-slots',
  inspect: (node, checker) =>
    handOversAt(node, checker).flatMap(({ value, source, target }) =>
      conversions(source, target, checker)
        .filter(({ kind }) => kind === 'function')
        .slice(0, 1)
        .map((one) => {
          const [from, to] = [one.source, one.target].map((type) => checker.typeToString(type));
          return {
            node: value,
            advice: `${from} throws if it is called as ${to}: write the expected types`,
          };
        }),
    ),
};
