/**
 * Provides the functions of the C layer of lib/linux in Node.js, from a shared library of the same source as
 * in the executable. Must be loaded before all modules that use lib/linux.
 */
import { type ArgumentType, dlopen, type FunctionSignature, type ReturnType } from 'node:ffi';
import { join } from 'node:path';
import {
  type ParameterType,
  type ResultType,
  SYSTEM_CALLS,
} from '../../lib/linux/native/system-calls.ts';

const LIBRARY = join(import.meta.dirname, '../../build/native/system-calls.so');

const PARAMETERS: Readonly<Record<ParameterType, readonly ArgumentType[]>> = {
  i32: ['int32'],
  u32: ['uint32'],
  // Address and length.
  bytes: ['buffer', 'uint64'],
};
const RESULTS: Readonly<Record<ResultType, ReturnType>> = {
  i32: 'i32',
  u32: 'uint32',
  f64: 'double',
  void: 'void',
};

type Argument = number | Uint8Array;

const signatures: Record<string, FunctionSignature> = {};
for (const [name, call] of Object.entries(SYSTEM_CALLS)) {
  signatures[`sys_${name}`] = {
    arguments: Object.values(call.parameters).flatMap((type) => PARAMETERS[type]),
    return: RESULTS[call.returns],
  };
}

const { functions } = dlopen(LIBRARY, signatures);
for (const [name, call] of Object.entries(functions)) {
  Object.defineProperty(globalThis, name, {
    value: (...args: readonly Argument[]) => call(...args.flatMap(toC)),
    // Tests may replace it.
    configurable: true,
  });
}

function toC(argument: Argument): (number | bigint | Uint8Array)[] {
  return typeof argument === 'number' ? [argument] : [argument, BigInt(argument.length)];
}
