/** Applies the rules to a program. */
import { relative } from 'node:path';
import ts from 'typescript5';
import type { CompiledProgram } from './compiled-program.ts';
import type { Rule } from './rule.ts';
import { EXCEPTIONS, RULES } from './rules.ts';

export interface Finding {
  /** Relative to the root. */
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly advice: string;
}

/** In the order of files, lines and columns. */
export function findingsIn({ program, sources }: CompiledProgram, root: string): Finding[] {
  const checker = program.getTypeChecker();
  return sources.flatMap((source) => {
    const file = relative(root, source.fileName);
    const rules = RULES.filter(({ name }) => !EXCEPTIONS[name]?.includes(file));
    return findingsInFile(source, file, rules, checker);
  });
}

export function formatFinding({ file, line, column, rule, advice }: Finding): string {
  return `${file}:${line}:${column}: ${rule}: ${advice}`;
}

function findingsInFile(
  source: ts.SourceFile,
  file: string,
  rules: readonly Rule[],
  checker: ts.TypeChecker,
): Finding[] {
  const findings: Finding[] = [];
  const visit = (node: ts.Node): void => {
    for (const { name: rule, inspect } of rules) {
      for (const complaint of inspect(node, checker)) {
        const start = complaint.node.getStart(source);
        const { line, character } = source.getLineAndCharacterOfPosition(start);
        const { advice } = complaint;
        findings.push({ file, line: line + 1, column: character + 1, rule, advice });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}
