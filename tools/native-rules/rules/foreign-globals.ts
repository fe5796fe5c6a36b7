/**
 * What the compiled program has of Node.js's globals is another thing by the same name: it reads the
 * environment and the arguments as they are, octets or not, and buffers what it writes.
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
