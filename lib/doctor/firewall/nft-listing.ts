/** Reads the output of `nft --json list ruleset` (libnftables-json(5)). What is not understood is unknown, not wrong. */
import { wordsOf } from '../../wire/characters.ts';
import { elements, member } from '../../wire/json.ts';
import {
  type BaseChain,
  type Chain,
  condition,
  type MapEntry,
  mapStep,
  type Operand,
  type Rule,
  type Ruleset,
  type Step,
  setKey,
  single,
  type TableFamily,
  unknownCondition,
  type Verdict,
  verdictStep,
} from './ruleset.ts';

function tableFamilies(): readonly TableFamily[] {
  return ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'];
}

/** Statements that do not decide about the packet. */
function neutralStatements(): readonly string[] {
  return [
    'counter',
    'log',
    'comment',
    'mangle',
    'notrack',
    'ct helper',
    'ct timeout',
    'ct expectation',
    'flow',
    'snat',
    'masquerade',
    'dup',
    'meta',
  ];
}
function divertingStatements(): readonly string[] {
  return ['dnat', 'redirect', 'tproxy', 'fwd', 'queue', 'synproxy'];
}

interface ChainHead {
  readonly family: TableFamily;
  readonly table: string;
  readonly name: string;
  readonly base: BaseChain | undefined;
}

/**
 * The interfaces of the chains of ingress and egress, which the JSON of nft 1.0.6 lacks: from the output of `nft list
 * ruleset`, by setKey.
 */
export function readDevices(text: string): ReadonlyMap<string, readonly string[]> {
  const devices = new Map<string, readonly string[]>();
  let table = '';
  let chain = '';
  for (const line of text.split('\n')) {
    const words = wordsOf(line);
    const [first = '', second = '', third = ''] = words;
    if (first === 'table') table = `${second} ${third}`;
    else if (first === 'chain') chain = second;
    else if (first === 'type' && (words.includes('device') || words.includes('devices'))) {
      const names: string[] = [];
      const at = words.findIndex((word) => word === 'device' || word === 'devices');
      for (const word of words.slice(at + 1)) {
        if (word === 'priority') break;
        const name = word.split('"').join('').split(',').join('');
        if (name !== '=' && name !== '{' && name !== '}') names.push(name);
      }
      devices.set(`${table} ${chain}`, names);
    }
  }
  return devices;
}

/** Whether a rule is one of iptables, with a module that nft does not translate. */
export function hasUntranslated(text: string): boolean {
  return text.includes('"xt":');
}

/**
 * @param devices as readDevices returns them
 * @throws Error if the text is not JSON
 */
export function readNftListing(
  text: string,
  devices: ReadonlyMap<string, readonly string[]>,
): Ruleset {
  const heads: ChainHead[] = [];
  const rules = new Map<string, Rule[]>();
  const sets = new Map<string, readonly Operand[]>();
  const maps = new Map<string, readonly MapEntry[]>();
  const objects = elements(member(parse(text), 'nftables'));
  for (const object of objects) readSet(object, sets, maps);
  for (const object of objects) {
    const chain = member(object, 'chain');
    const head = chain === undefined ? undefined : headFrom(chain, devices);
    if (head) heads.push(head);
    const rule = member(object, 'rule');
    if (rule !== undefined) {
      const key = setKey(textIn(rule, 'family'), textIn(rule, 'table'), textIn(rule, 'chain'));
      const known = rules.get(key) ?? [];
      known.push(ruleFrom(rule, maps));
      rules.set(key, known);
    }
  }
  const chains: Chain[] = [];
  for (const { family, table, name, base } of heads) {
    const own: readonly Rule[] = rules.get(setKey(family, table, name)) ?? [];
    chains.push({ family, table, name, tool: 'nft', base, rules: own });
  }
  return { chains, sets };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('nft: its output is not JSON');
  }
}

function headFrom(
  chain: unknown,
  listed: ReadonlyMap<string, readonly string[]>,
): ChainHead | undefined {
  const familyText = textIn(chain, 'family');
  const family = tableFamilies().find((one) => one === familyText);
  if (!family) return undefined;
  const hook = textIn(chain, 'hook');
  const devices: string[] = [];
  const device = member(chain, 'dev');
  if (typeof device === 'string') devices.push(device);
  for (const one of elements(device)) if (typeof one === 'string') devices.push(one);
  if (devices.length === 0) {
    const key = setKey(family, textIn(chain, 'table'), textIn(chain, 'name'));
    devices.push(...(listed.get(key) ?? []));
  }
  const priority = member(chain, 'prio');
  const base: BaseChain | undefined =
    hook === ''
      ? undefined
      : {
          type: textIn(chain, 'type'),
          hook,
          priority: typeof priority === 'number' ? priority : 0,
          drops: textIn(chain, 'policy') === 'drop',
          devices,
        };
  return { family, table: textIn(chain, 'table'), name: textIn(chain, 'name'), base };
}

function readSet(
  object: unknown,
  sets: Map<string, readonly Operand[]>,
  maps: Map<string, readonly MapEntry[]>,
): void {
  const set = member(object, 'set');
  const map = member(object, 'map');
  const one = set ?? map;
  if (one === undefined) return;
  const key = setKey(textIn(one, 'family'), textIn(one, 'table'), textIn(one, 'name'));
  if (map !== undefined) {
    const entries = entriesFrom(member(map, 'elem'));
    if (entries) maps.set(key, entries);
    return;
  }
  // A set whose elements the kernel adds may have others a moment later.
  const operands = operandsFrom(member(set, 'elem'));
  if (operands) sets.set(key, operands);
}

function ruleFrom(rule: unknown, maps: ReadonlyMap<string, readonly MapEntry[]>): Rule {
  const family = textIn(rule, 'family');
  const table = textIn(rule, 'table');
  const chain = textIn(rule, 'chain');
  const handle = member(rule, 'handle');
  const number = typeof handle === 'number' ? `${handle}` : '?';
  const steps: Step[] = [];
  const words: string[] = [];
  for (const expression of elements(member(rule, 'expr'))) {
    for (const step of stepsFrom(expression, family, table, maps)) {
      steps.push(step);
      words.push(wordsOfStep(step));
    }
  }
  return {
    text: words.filter((word) => word !== '').join(' '),
    deletion: `nft delete rule ${family} ${table} ${chain} handle ${number}`,
    steps,
  };
}

function stepsFrom(
  expression: unknown,
  family: string,
  table: string,
  maps: ReadonlyMap<string, readonly MapEntry[]>,
): Step[] {
  const name = nameOf(expression);
  const value = member(expression, name);
  if (name === 'match') return [matchFrom(value, family, table)];
  if (name === 'vmap') return [vmapFrom(value, family, table, maps)];
  if (neutralStatements().includes(name)) return [];
  // Adds an element; its own statements may be limits.
  if (name === 'set' || name === 'map') return hasStatement(value) ? [unknownCondition()] : [];
  if (divertingStatements().includes(name)) return [verdictStep('divert', name)];
  const verdict = verdictFrom(expression);
  return [verdict ? verdictStep(verdict.kind, verdict.target) : unknownCondition()];
}

function hasStatement(value: unknown): boolean {
  return member(value, 'stmt') !== undefined;
}

function verdictFrom(value: unknown): Verdict | undefined {
  switch (nameOf(value)) {
    case 'accept':
      return { kind: 'accept', target: '' };
    case 'drop':
    case 'reject':
      return { kind: 'drop', target: '' };
    case 'return':
      return { kind: 'return', target: '' };
    case 'continue':
      return { kind: 'none', target: '' };
    case 'jump':
      return { kind: 'jump', target: textIn(member(value, 'jump'), 'target') };
    case 'goto':
      return { kind: 'goto', target: textIn(member(value, 'goto'), 'target') };
    default:
      return undefined;
  }
}

function matchFrom(match: unknown, family: string, table: string): Step {
  const field = fieldFrom(member(match, 'left'));
  const operator = textIn(match, 'op');
  const right = member(match, 'right');
  const operands = rightOperands(right, family, table);
  if (field === '' || !operands) return unknownCondition();
  switch (operator) {
    case '==':
    case 'in':
      return condition(field, false, operands);
    case '!=':
      return condition(field, true, operands);
    default:
      return unknownCondition();
  }
}

/** A reference to a set becomes one operand, whose text begins with @. */
function rightOperands(right: unknown, family: string, table: string): Operand[] | undefined {
  if (typeof right === 'string' && right.startsWith('@')) {
    return [single(`@${setKey(family, table, right.slice(1))}`)];
  }
  return operandsFrom(right);
}

function vmapFrom(
  vmap: unknown,
  family: string,
  table: string,
  maps: ReadonlyMap<string, readonly MapEntry[]>,
): Step {
  const field = fieldFrom(member(vmap, 'key'));
  const data = member(vmap, 'data');
  const entries =
    typeof data === 'string'
      ? maps.get(setKey(family, table, data.slice(1)))
      : entriesFrom(member(data, 'set'));
  return mapStep(entries ? field : '', entries ?? []);
}

/** Undefined if an entry is not understood. */
function entriesFrom(value: unknown): MapEntry[] | undefined {
  const entries: MapEntry[] = [];
  for (const pair of elements(value)) {
    const [key, target] = elements(pair);
    const operands = operandsFrom(key);
    const verdict = verdictFrom(target);
    if (!operands || !verdict) return undefined;
    for (const operand of operands) entries.push({ operand, verdict });
  }
  return entries;
}

/** `ip daddr`, `meta iifname`, `ct state`, `fib daddr type`; empty for another expression. */
function fieldFrom(left: unknown): string {
  const name = nameOf(left);
  const value = member(left, name);
  switch (name) {
    case 'payload': {
      const protocol = textIn(value, 'protocol');
      return protocol === '' ? '' : `${protocol} ${textIn(value, 'field')}`;
    }
    case 'meta':
      return `meta ${textIn(value, 'key')}`;
    case 'ct':
      return member(value, 'dir') === undefined ? `ct ${textIn(value, 'key')}` : '';
    case 'fib': {
      const flags: string[] = [];
      const listed = member(value, 'flags');
      if (typeof listed === 'string') flags.push(listed);
      for (const flag of elements(listed)) if (typeof flag === 'string') flags.push(flag);
      return `fib ${flags.join('.')} ${textIn(value, 'result')}`;
    }
    default:
      return '';
  }
}

/** Undefined if the value is not understood. */
function operandsFrom(value: unknown): Operand[] | undefined {
  if (typeof value === 'string') return value.startsWith('@') ? undefined : [single(value)];
  if (typeof value === 'number') return [single(`${value}`)];
  if (typeof value === 'boolean') return [single(value ? '1' : '0')];
  if (value === undefined) return [];
  if (Array.isArray(value)) return operandsOfAll(elements(value));
  const name = nameOf(value);
  const inner = member(value, name);
  switch (name) {
    case 'set':
      return operandsFrom(inner);
    case 'elem':
      return operandsFrom(member(inner, 'val'));
    case 'prefix': {
      const length = member(inner, 'len');
      const address = textIn(inner, 'addr');
      return typeof length === 'number' && address !== ''
        ? [{ text: address, last: '', prefix: length }]
        : undefined;
    }
    case 'range': {
      const [first, last] = elements(inner);
      const from = scalar(first);
      const to = scalar(last);
      return from === undefined || to === undefined
        ? undefined
        : [{ text: from, last: to, prefix: -1 }];
    }
    default:
      return undefined;
  }
}

function operandsOfAll(values: readonly unknown[]): Operand[] | undefined {
  const operands: Operand[] = [];
  for (const value of values) {
    const some = operandsFrom(value);
    if (!some) return undefined;
    operands.push(...some);
  }
  return operands;
}

function scalar(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? `${value}` : undefined;
}

/** The name of the only member of an object; empty if there is none. */
function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  const members: readonly unknown[] = Object.entries(value);
  for (const one of members) {
    const key = elements(one)[0];
    if (typeof key === 'string') return key;
  }
  return '';
}

function textIn(value: unknown, name: string): string {
  const text = member(value, name);
  return typeof text === 'string' ? text : '';
}

function wordsOfStep({ kind, field, negated, operands, verdict, entries }: Step): string {
  if (kind === 'verdict') {
    return verdict.kind === 'divert' ? verdict.target : `${verdict.kind} ${verdict.target}`.trim();
  }
  if (field === '') return '(…)';
  const name = field.startsWith('meta ') ? field.slice('meta '.length) : field;
  if (kind === 'map') return `${name} vmap { ${entries.length} entries }`;
  const values = operands.map((operand: Operand) => operandText(operand));
  const listed = values.length === 1 ? (values[0] ?? '') : `{ ${values.slice(0, 8).join(', ')} }`;
  return `${name} ${negated ? '!= ' : ''}${listed}`;
}

function operandText({ text, last, prefix }: Operand): string {
  // Of `@inet filter set`, only the name.
  if (text.startsWith('@')) return `@${text.slice(text.lastIndexOf(' ') + 1)}`;
  if (last !== '') return `${text}-${last}`;
  return prefix < 0 ? text : `${text}/${prefix}`;
}
