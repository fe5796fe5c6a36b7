/**
 * Renders the table of system calls into a folder: the C prototypes, the declarations for TypeScript, and the
 * compiler's manifest of foreign functions.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ParameterType,
  type ResultType,
  SYSTEM_CALLS,
} from '../../lib/linux/native/system-calls.ts';

const C_RESULTS: Readonly<Record<ResultType, string>> = {
  i32: 'int32_t',
  u32: 'uint32_t',
  f64: 'double',
  void: 'void',
};

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: render-system-calls.ts FOLDER');
mkdirSync(folder, { recursive: true });

const calls = Object.entries(SYSTEM_CALLS).map(([name, call]) => ({
  name: `sys_${name}`,
  parameters: Object.entries(call.parameters),
  returns: call.returns,
}));

const prototypes = calls.map(({ name, parameters, returns }) => {
  const list = parameters.map(([parameter, type]) => inC(parameter, type)).join(', ');
  return `${C_RESULTS[returns]} ${name}(${list || 'void'});`;
});
write('system-calls.h', [
  '#pragma once',
  '#include <stddef.h>',
  '#include <stdint.h>',
  '',
  ...prototypes,
]);

const declarations = calls.map(({ name, parameters, returns }) => {
  const list = parameters.map(([parameter, type]) => `${parameter}: ${inTypeScript(type)}`);
  return `declare function ${name}(${list.join(', ')}): ${returns === 'void' ? 'void' : 'number'};`;
});
write('system-calls.d.ts', declarations);

const functions = calls.map(({ name, parameters, returns }) => ({
  name,
  symbol: name,
  params: parameters.map(([, type]) => type),
  returns,
}));
write('manifest.json', [
  JSON.stringify({ ffi_format: 1, functions, libraries: ['system-calls.a'] }, undefined, 2),
]);

function inC(parameter: string, type: ParameterType): string {
  if (type !== 'bytes') return `${C_RESULTS[type]} ${parameter}`;
  return `uint8_t *${parameter}, size_t ${parameter}_length`;
}

function inTypeScript(type: ParameterType): string {
  return type === 'bytes' ? 'Uint8Array' : 'number';
}

function write(file: string, lines: readonly string[]): void {
  writeFileSync(join(String(folder), file), `${lines.join('\n')}\n`);
}
