/**
 * Node.js's globals are different objects in the compiled program: they read environment and arguments without
 * checking that they are UTF-8, and buffer the output.
 */
import type { Rule } from '../rule.ts';
import { globalName } from '../types/global-name.ts';

const INSTEAD: Readonly<Record<string, string>> = {
  process: 'use lib/linux/process.ts, or a system call',
  console: 'use lib/linux/output.ts',
};

export const foreignGlobals: Rule = {
  name: 'foreign-globals',
  inspect: (node, checker) => {
    const name = globalName(node, checker);
    const advice = name === undefined ? undefined : INSTEAD[name];
    return advice === undefined ? [] : [{ node, advice }];
  },
};
