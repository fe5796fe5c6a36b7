/**
 * A record that is passed where another shape is expected is copied: changes of one are not visible in the other.
 * The same is true of an array whose elements have another shape: elements that are added later are missing. Copies
 * of data that never changes do no harm.
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
  if (kind === 'object') return `${from} is a class, and ${to} a record: expect the class`;
  if (kind === 'array') {
    const harms =
      isMutable(target, checker) || (isMutable(source, checker) && mayGrowLater(value, checker));
    return harms ? `${from} is copied to ${to}: make both readonly, or use one type` : undefined;
  }
  const changing = kind === 'record' && changingField(source, target, checker);
  if (!changing) return undefined;
  return `${from} is copied to ${to}, and ${changing} may change: expect ${from}, or make it a class`;
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

/** Fields of object literals without a declared type never change: see unnamed-state. */
function mayChange({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some(
    (one) =>
      (ts.isPropertySignature(one) || ts.isPropertyDeclaration(one)) &&
      (ts.getCombinedModifierFlags(one) & ts.ModifierFlags.Readonly) === 0,
  );
}
