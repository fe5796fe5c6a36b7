/** The kinds of values in the compiled program, by their types. */
import ts from 'typescript5';

const TYPED_ARRAYS = new Set([
  'Buffer',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
]);

/** The members of a union; the type itself if it is not a union. */
export function membersOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

export function isTypedArray(type: ts.Type): boolean {
  return membersOf(type).some(
    (member) => isBuiltIn(member) && TYPED_ARRAYS.has(member.symbol.name),
  );
}

export function isArray(type: ts.Type, checker: ts.TypeChecker): boolean {
  return checker.isArrayType(type) || checker.isTupleType(type);
}

export function isFunction(type: ts.Type): boolean {
  return isObject(type) && type.getCallSignatures().length > 0;
}

/** An instance of one of our classes. */
export function isClassInstance(type: ts.Type): boolean {
  return (
    isObject(type) &&
    type.symbol !== undefined &&
    (type.symbol.flags & ts.SymbolFlags.Class) !== 0 &&
    type.getConstructSignatures().length === 0
  );
}

/** Of the language or its library: Map, Error, Uint8Array. */
export function isBuiltIn(type: ts.Type): boolean {
  const named = ts.SymbolFlags.Interface | ts.SymbolFlags.Class;
  return isObject(type) && isOfLibrary(type) && (type.symbol.flags & named) !== 0;
}

/** Declared by the language or its library, with the anonymous types of its parameters. */
export function isOfLibrary({ symbol }: ts.Type): boolean {
  const declarations = symbol?.declarations ?? [];
  return declarations.some((one) => one.getSourceFile().isDeclarationFile);
}

/** Compiled to a struct: an interface, a type literal, the type of an object literal. */
export function isRecord(type: ts.Type, checker: ts.TypeChecker): boolean {
  return (
    (isObject(type) || isIntersectionOfObjects(type)) &&
    !isArray(type, checker) &&
    !isFunction(type) &&
    !isClassInstance(type) &&
    !isBuiltIn(type) &&
    type.getConstructSignatures().length === 0
  );
}

/** A type without a known shape: a type parameter, `unknown`, `any`. */
export function isOpaque(type: ts.Type): boolean {
  const opaque =
    ts.TypeFlags.Any |
    ts.TypeFlags.Unknown |
    ts.TypeFlags.Never |
    ts.TypeFlags.NonPrimitive |
    ts.TypeFlags.Instantiable;
  return (type.flags & opaque) !== 0;
}

/** False for a branded string. */
function isIntersectionOfObjects(type: ts.Type): boolean {
  return type.isIntersection() && type.types.every(isObject);
}

function isObject(type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.Object) !== 0;
}
