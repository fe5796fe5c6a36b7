/** Finds where the compiler converts a value that is passed, because another shape is expected. */
import type ts from 'typescript5';
import {
  isArray,
  isBuiltIn,
  isClassInstance,
  isFunction,
  isOfLibrary,
  isOpaque,
  isRecord,
  membersOf,
} from './kinds.ts';
import { nativeShape } from './native-shape.ts';

export interface Conversion {
  /**
   * record, array: copied, with those fields or elements that have another shape.
   * object: an instance is copied to a record. function: throws when it is called.
   * subclass: not converted; only matters for functions that take or return it.
   */
  readonly kind: 'record' | 'array' | 'object' | 'function' | 'subclass';
  readonly source: ts.Type;
  readonly target: ts.Type;
}

/** Returns all conversions, with those of fields and elements. */
export function conversions(
  source: ts.Type,
  target: ts.Type,
  checker: ts.TypeChecker,
): Conversion[] {
  return new Comparison(checker).compare(source, target);
}

class Comparison {
  readonly #checker: ts.TypeChecker;
  /** Pairs that were compared or are being compared: types may contain themselves. */
  readonly #seen = new Set<string>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  compare(source: ts.Type, target: ts.Type): Conversion[] {
    const shape = nativeShape(source, this.#checker);
    const pair = `${shape} ${nativeShape(target, this.#checker)}`;
    if (this.#seen.has(pair) || isOpaque(source)) return [];
    this.#seen.add(pair);
    if (source.isUnion()) return source.types.flatMap((member) => this.compare(member, target));
    const goal = this.#goalOf(source, shape, target);
    return goal ? this.#compareOne(source, goal) : [];
  }

  /** The member of `target` to which `source` is converted; undefined if it is not converted. */
  #goalOf(source: ts.Type, shape: string, target: ts.Type): ts.Type | undefined {
    const members = membersOf(target);
    if (members.some((one) => nativeShape(one, this.#checker) === shape || isOpaque(one)))
      return undefined;
    return members.find(
      (one) => members.length === 1 || this.#checker.isTypeAssignableTo(source, one),
    );
  }

  #compareOne(source: ts.Type, target: ts.Type): Conversion[] {
    const checker = this.#checker;
    if (isFunction(source) && isFunction(target)) return this.#compareFunctions(source, target);
    if (isArray(source, checker) && isArray(target, checker)) {
      return this.#compareArrays(source, target);
    }
    if (isInstance(source) && isInstance(target)) return [{ kind: 'subclass', source, target }];
    if (!isRecord(target, checker) || (isBuiltIn(source) && isOfLibrary(target))) return [];
    if (isInstance(source)) return [{ kind: 'object', source, target }];
    if (!isRecord(source, checker)) return [];
    return [{ kind: 'record', source, target }, ...this.#compareFields(source, target)];
  }

  #compareArrays(source: ts.Type, target: ts.Type): Conversion[] {
    const [from, to] = [source, target].map((one) => one.getNumberIndexType());
    if (!from || !to || isOpaque(from) || isOpaque(to)) return [];
    return [{ kind: 'array', source, target }, ...this.compare(from, to)];
  }

  #compareFields(source: ts.Type, target: ts.Type): Conversion[] {
    const checker = this.#checker;
    return checker.getPropertiesOfType(target).flatMap((field) => {
      const from = checker.getPropertyOfType(source, field.name);
      return from
        ? this.compare(checker.getTypeOfSymbol(from), checker.getTypeOfSymbol(field))
        : [];
    });
  }

  /** Primitive parameters and results are converted correctly. */
  #compareFunctions(source: ts.Type, target: ts.Type): Conversion[] {
    const [from, to] = [source, target].map((one) => one.getCallSignatures().at(0));
    if (!from || !to || from.typeParameters || to.typeParameters) return [];
    const converted = [
      ...from.parameters.flatMap((parameter, index) => {
        const handed = to.parameters.at(index);
        return handed ? this.compare(this.#typeOf(handed), this.#typeOf(parameter)) : [];
      }),
      ...this.compare(from.getReturnType(), to.getReturnType()),
    ];
    return converted.some(({ kind }) => kind !== 'array')
      ? [{ kind: 'function', source, target }]
      : [];
  }

  #typeOf(symbol: ts.Symbol): ts.Type {
    return this.#checker.getTypeOfSymbol(symbol);
  }
}

function isInstance(type: ts.Type): boolean {
  return isClassInstance(type) || isBuiltIn(type);
}
