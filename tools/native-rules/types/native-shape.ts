/**
 * The shape of a type in the compiled program. A value is passed as it is if the shapes are equal; otherwise the
 * compiler creates a new value. Names of interfaces, `readonly`, the order of fields, the values of literal types,
 * and `field?` instead of `field: ... | undefined` make no difference.
 */
import ts from 'typescript5';
import { isArray, isBuiltIn, isClassInstance, isFunction, isOpaque, membersOf } from './kinds.ts';

/** Collections whose element types are part of the shape. */
const COLLECTIONS: Readonly<Record<string, string>> = {
  Map: 'Map',
  ReadonlyMap: 'Map',
  Set: 'Set',
  ReadonlySet: 'Set',
};

const PRIMITIVES: readonly (readonly [ts.TypeFlags, string])[] = [
  [ts.TypeFlags.StringLike, 'string'],
  [ts.TypeFlags.NumberLike, 'number'],
  [ts.TypeFlags.BooleanLike, 'boolean'],
  [ts.TypeFlags.BigIntLike, 'bigint'],
  [ts.TypeFlags.Null, 'null'],
  [ts.TypeFlags.VoidLike, 'undefined'],
];

const known = new WeakMap<ts.Type, string>();
const unfinished = new Set<ts.Type>();

export function nativeShape(type: ts.Type, checker: ts.TypeChecker): string {
  const before = known.get(type);
  if (before !== undefined) return before;
  // A type that contains itself.
  if (unfinished.has(type)) return `^${checker.typeToString(type)}`;
  unfinished.add(type);
  const shape = shapeOf(type, checker);
  unfinished.delete(type);
  known.set(type, shape);
  return shape;
}

function shapeOf(type: ts.Type, checker: ts.TypeChecker): string {
  if (type.isUnion()) return unionShape(membersOf(type), checker);
  const primitive = primitiveShape(type);
  if (primitive !== undefined) return primitive;
  if (isOpaque(type)) return checker.typeToString(type);
  if (isArray(type, checker)) return arrayShape(type as ts.TypeReference, checker);
  if (isFunction(type)) return functionShape(type, checker);
  if (isBuiltIn(type)) return builtInShape(type, checker);
  if (isClassInstance(type)) return `class ${fullName(type, checker)}`;
  if (type.getConstructSignatures().length > 0) return `new ${checker.typeToString(type)}`;
  return recordShape(type, checker);
}

/** A branded string is an intersection with string. */
function primitiveShape(type: ts.Type): string | undefined {
  const parts = type.isIntersection() ? type.types : [type];
  return PRIMITIVES.find(([flags]) => parts.some((part) => (part.flags & flags) !== 0))?.[1];
}

function unionShape(members: readonly ts.Type[], checker: ts.TypeChecker): string {
  const shapes = new Set(members.map((member) => nativeShape(member, checker)));
  return [...shapes].sort().join(' | ');
}

function arrayShape(type: ts.TypeReference, checker: ts.TypeChecker): string {
  const elements = checker.getTypeArguments(type).map((one) => nativeShape(one, checker));
  return checker.isTupleType(type) ? `[${elements.join(', ')}]` : `(${elements.join()})[]`;
}

function functionShape(type: ts.Type, checker: ts.TypeChecker): string {
  const signatures = type.getCallSignatures().map((signature) => {
    const parameters = signature.parameters.map((one) =>
      nativeShape(checker.getTypeOfSymbol(one), checker),
    );
    return `(${parameters.join(', ')}) => ${nativeShape(signature.getReturnType(), checker)}`;
  });
  return `(${signatures.join('; ')})`;
}

function builtInShape(type: ts.Type, checker: ts.TypeChecker): string {
  const name = COLLECTIONS[type.symbol.name];
  if (name === undefined) return type.symbol.name;
  const elements = checker.getTypeArguments(type as ts.TypeReference);
  return `${name}<${elements.map((one) => nativeShape(one, checker)).join()}>`;
}

function recordShape(type: ts.Type, checker: ts.TypeChecker): string {
  const fields = checker
    .getPropertiesOfType(type)
    .map((field) => `${field.name}: ${nativeShape(checker.getTypeOfSymbol(field), checker)}`);
  const indexed = checker
    .getIndexInfosOfType(type)
    .map(
      ({ keyType, type: value }) =>
        `[${nativeShape(keyType, checker)}]: ${nativeShape(value, checker)}`,
    );
  return `{ ${[...fields, ...indexed].sort().join('; ')} }`;
}

/** Contains the file: two files may have classes with the same name. */
function fullName(type: ts.Type, checker: ts.TypeChecker): string {
  const name = checker.getFullyQualifiedName(type.symbol);
  return `${name} ${checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation)}`;
}
