/** The mutants of a source file: each is the file with one small change. */
import { parseAst } from 'vitest/node';

export interface Mutant {
  readonly file: string;
  readonly line: number;
  /** The line of the original. */
  readonly text: string;
  /** The changed code and its replacement, each on one line. */
  readonly original: string;
  readonly mutated: string;
  /** The whole file. */
  readonly code: string;
}

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A range of the file, and its replacement. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Comparisons that differ only if both sides are equal. */
const NEIGHBOURS: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };

const OPPOSITES: Readonly<Record<string, string>> = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '===': '!==',
  '!==': '===',
};

const OTHER_OPERATORS: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '**': '*',
  '<<': '>>',
  '>>': '<<',
  '>>>': '<<',
  '&': '|',
  '|': '&',
  '^': '&',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
  '&=': '|=',
  '|=': '&=',
  '++': '--',
  '--': '++',
};

/** Without return statements: any test of the result finds that one is missing. */
const DROPPED_STATEMENTS = new Set([
  'BreakStatement',
  'ContinueStatement',
  'ExpressionStatement',
  'ForInStatement',
  'ForOfStatement',
  'ForStatement',
  'SwitchStatement',
  'ThrowStatement',
  'WhileStatement',
]);

/** Prefix of the node types of types, which do not exist at run time. */
const TYPE = 'TS';
/** Except those that contain an expression. */
const WRAPPERS = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression']);

export function mutantsOf(file: string, code: string): Mutant[] {
  const changes = new Map<string, Change>();
  const collect = (node: SyntaxNode, parent: SyntaxNode | undefined) => {
    for (const change of changesOf(node, parent, code)) {
      changes.set(`${change.start} ${change.end} ${change.text}`, change);
    }
  };
  walk(parse(code), undefined, collect);
  return [...changes.values()]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end, text }) => {
      const mutated = code.slice(0, start) + text + code.slice(end);
      // A mutant that cannot be loaded would count as killed.
      parse(mutated);
      const line = code.slice(0, start).split('\n').length;
      const source = code.split('\n')[line - 1]?.trim() ?? '';
      const original = oneLine(code.slice(start, end));
      return { file, line, text: source, original, mutated: oneLine(text), code: mutated };
    });
}

function parse(code: string): SyntaxNode {
  return parseAst(code, { lang: 'ts' }) as unknown as SyntaxNode;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

function walk(
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  visit: (node: SyntaxNode, parent: SyntaxNode | undefined) => void,
): void {
  if (node.type === 'ImportDeclaration') return;
  if (node.type.startsWith(TYPE) && !WRAPPERS.has(node.type)) return;
  visit(node, parent);
  for (const child of Object.values(node).flat()) if (isNode(child)) walk(child, node, visit);
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

function changesOf(node: SyntaxNode, parent: SyntaxNode | undefined, code: string): Change[] {
  const part = (name: string) => node[name] as SyntaxNode;
  const replaced = ({ start, end }: SyntaxNode, text: string) => ({ start, end, text });
  const inBrackets = (side: SyntaxNode) => `(${code.slice(side.start, side.end)})`;
  switch (node.type) {
    case 'AssignmentExpression':
      return operatorChanges(node, part('left').end, [OTHER_OPERATORS], code);
    case 'BinaryExpression': {
      // The opposite of a whole condition finds no more than the constants true and false.
      const isCondition = parent && conditionOf(parent) === node;
      const tables = isCondition ? [] : [OPPOSITES];
      return operatorChanges(
        node,
        part('left').end,
        [NEIGHBOURS, OTHER_OPERATORS, ...tables],
        code,
      );
    }
    case 'UpdateExpression': {
      const from = node.prefix ? node.start : part('argument').end;
      return operatorChanges(node, from, [OTHER_OPERATORS], code);
    }
    case 'LogicalExpression': {
      const sides = isForCompiler(node) ? ['right'] : ['left', 'right'];
      return sides.map((side) => replaced(node, inBrackets(part(side))));
    }
    case 'UnaryExpression': {
      const hasOpposite = ['!', '-', '~'].includes(String(node.operator));
      return hasOpposite ? [replaced(node, inBrackets(part('argument')))] : [];
    }
    case 'IfStatement':
    case 'ConditionalExpression':
      return ['true', 'false'].map((constant) => replaced(part('test'), constant));
    case 'ForStatement':
    case 'WhileStatement':
      // `true` would not end.
      return node.test ? [replaced(part('test'), 'false')] : [];
    case 'CallExpression':
    case 'MemberExpression':
      return node.optional ? [withoutQuestionMark(node, code)] : [];
    case 'Literal':
      if (parent && isForCompiler(parent)) return [];
      return otherValues(node.value).map((text) => replaced(node, text));
    case 'BlockStatement': {
      const statements = (node.body as SyntaxNode[]).filter(({ type }) =>
        DROPPED_STATEMENTS.has(type),
      );
      // The mutant with the condition `false` is the same.
      const isUnderCondition = parent?.type === 'IfStatement' && !parent.alternate;
      if (isUnderCondition && (node.body as SyntaxNode[]).length === 1) return [];
      return statements.map((statement) => replaced(statement, ';'));
    }
    default:
      return [];
  }
}

/**
 * `bytes[0] ?? 0`, which is mostly written for the compiler (noUncheckedIndexedAccess): the element always
 * exists.
 */
function isForCompiler(node: SyntaxNode): boolean {
  const { left, right } = node as { left?: SyntaxNode; right?: SyntaxNode };
  return node.operator === '??' && left?.computed === true && right?.type === 'Literal';
}

function conditionOf(node: SyntaxNode): unknown {
  return ['IfStatement', 'ConditionalExpression'].includes(node.type) ? node.test : undefined;
}

function operatorChanges(
  node: SyntaxNode,
  from: number,
  tables: readonly Readonly<Record<string, string>>[],
  code: string,
): Change[] {
  const operator = String(node.operator);
  const start = code.indexOf(operator, from);
  const end = start + operator.length;
  return tables.flatMap((table) => {
    const text = table[operator];
    return text === undefined ? [] : [{ start, end, text }];
  });
}

/** `a?.b` as `a.b`, `a?.[b]` as `a[b]`. */
function withoutQuestionMark(node: SyntaxNode, code: string): Change {
  const before = (node.object ?? node.callee) as SyntaxNode;
  const start = code.indexOf('?.', before.end);
  const isDotted = node.type === 'MemberExpression' && !node.computed;
  return { start, end: start + 2, text: isDotted ? '.' : '' };
}

function otherValues(value: unknown): string[] {
  if (typeof value === 'boolean') return [String(!value)];
  if (typeof value === 'number') return [`${value + 1}`, `(${value - 1})`];
  return [];
}
