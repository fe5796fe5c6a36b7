/**
 * A record that is handed on where another shape is expected is copied without a word: what is written to
 * the one is not in the other. So is an array whose elements have another shape, and what is added to it
 * later is missing. Copies of what never changes do no harm.
 */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';
import { type Conversion, conversions } from '../types/conversions.ts';
import { handOversAt } from '../types/hand-overs.ts';
import { isFunction } from '../types/kinds.ts';
import { mayGrowLater } from '../types/may-grow-later.ts';

export const recordCopies: Rule = {
  name: 'record-copies',
  inspect: (node, checker) =>
    handOversAt(node, checker).flatMap(({ value, source, target }) =>
      conversions(source, target, checker)
        .flatMap((conversion) => harmOf(conversion, value, checker) ?? [])
        .slice(0, 1)
        .map((advice) => ({ node: value, advice })),
    ),
};

function harmOf(
  { kind, source, target }: Conversion,
  value: ts.Expression,
  checker: ts.TypeChecker,
): string | undefined {
  const [from, to] = [source, target].map((type) => checker.typeToString(type));
  if (kind === 'object') return `${from} is an instance, and ${to} a record: expect the class`;
  if (kind === 'array') {
    const harms =
      isMutable(target, checker) || (isMutable(source, checker) && mayGrowLater(value, checker));
    return harms ? `${from} is copied into ${to}: make both readonly, or of one type` : undefined;
  }
  const changing = kind === 'record' && changingField(source, target, checker);
  if (!changing) return undefined;
  return `${from} is copied into ${to}, and ${changing} may change: expect ${from}, or make it a class`;
}

function isMutable(array: ts.Type, checker: ts.TypeChecker): boolean {
  const { target } = array as ts.TypeReference;
  return checker.isTupleType(array)
    ? !(target as ts.TupleType).readonly
    : target.symbol.name !== 'ReadonlyArray';
}

function changingField(
  source: ts.Type,
  target: ts.Type,
  checker: ts.TypeChecker,
): string | undefined {
  const field = checker.getPropertiesOfType(target).find((one) => {
    const origin = checker.getPropertyOfType(source, one.name);
    return (
      mayChange(one) || (origin && mayChange(origin)) || isFunction(checker.getTypeOfSymbol(one))
    );
  });
  if (field) return field.name;
  const isDictionary = [source, target].some((type) =>
    checker.getIndexInfosOfType(type).some(({ isReadonly }) => !isReadonly),
  );
  return isDictionary ? 'a field' : undefined;
}

/** Those of object literals without a declared type are changed nowhere: see unnamed-state. */
function mayChange({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some(
    (one) =>
      (ts.isPropertySignature(one) || ts.isPropertyDeclaration(one)) &&
      (ts.getCombinedModifierFlags(one) & ts.ModifierFlags.Readonly) === 0,
  );
}
