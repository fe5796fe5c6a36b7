/**
 * Reads the output of iptables-save, ip6tables-save, arptables-save and ebtables-save. What is not understood is
 * unknown, not wrong.
 */
import { decimalNumber, isSpace } from '../../wire/characters.ts';
import {
  type BaseChain,
  type Chain,
  condition,
  type Operand,
  type Rule,
  type Ruleset,
  type Step,
  single,
  unknownCondition,
  verdictStep,
} from './ruleset.ts';

export type IptablesFamily = 'ip' | 'ip6' | 'arp' | 'bridge';

/** The built-in chains, and the hooks of nft that correspond to them. */
function hooks(): ReadonlyMap<string, string> {
  return new Map<string, string>([
    ['PREROUTING', 'prerouting'],
    ['INPUT', 'input'],
    ['FORWARD', 'forward'],
    ['OUTPUT', 'output'],
    ['POSTROUTING', 'postrouting'],
  ]);
}

/** Priorities of the tables (linux/netfilter_ipv4.h). */
function priorities(): ReadonlyMap<string, number> {
  return new Map<string, number>([
    ['raw', -300],
    ['mangle', -150],
    ['nat', -100],
    ['filter', 0],
    ['security', 50],
  ]);
}

function divertingTargets(): readonly string[] {
  return ['DNAT', 'REDIRECT', 'TPROXY', 'NETMAP', 'NFQUEUE', 'TEE'];
}
/** Targets after which the next rule follows, or that change only packets of new connections from this host. */
function neutralTargets(): readonly string[] {
  return [
    'LOG',
    'NFLOG',
    'ULOG',
    'MARK',
    'CONNMARK',
    'CT',
    'NOTRACK',
    'TCPMSS',
    'TOS',
    'DSCP',
    'TTL',
    'HL',
    'CLASSIFY',
    'SNAT',
    'MASQUERADE',
    'AUDIT',
    'TRACE',
    'SET',
    'CHECKSUM',
    'CONTINUE',
  ];
}

/** @param tool the name of the program without `-save` */
export function readIptablesListing(text: string, family: IptablesFamily, tool: string): Ruleset {
  const chains: Chain[] = [];
  let table = 'filter';
  let heads: string[] = [];
  let policies = new Map<string, boolean>();
  let rules = new Map<string, Rule[]>();
  const finish = () => {
    for (const name of heads) {
      const hook = hooks().get(name);
      const base: BaseChain | undefined =
        hook === undefined
          ? undefined
          : {
              type: table === 'nat' ? 'nat' : 'filter',
              hook,
              priority: priorities().get(table) ?? 0,
              drops: policies.get(name) === true,
              devices: [],
            };
      const own: readonly Rule[] = rules.get(name) ?? [];
      chains.push({ family, table, name, tool, base, rules: own });
    }
    heads = [];
    policies = new Map<string, boolean>();
    rules = new Map<string, Rule[]>();
  };
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) {
      finish();
      table = line.slice(1).trim();
    } else if (line.startsWith(':')) {
      const [name = '', policy = ''] = line.slice(1).split(' ');
      heads.push(name);
      policies.set(name, policy === 'DROP');
    } else if (line.startsWith('-A ')) {
      const words = tokens(line);
      const name = words[1] ?? '';
      const known = rules.get(name) ?? [];
      known.push(ruleFrom(words, family, tool, table));
      rules.set(name, known);
    }
  }
  finish();
  return { chains, sets: new Map<string, readonly Operand[]>() };
}

/** @param words `-A`, the chain, options */
function ruleFrom(
  words: readonly string[],
  family: IptablesFamily,
  tool: string,
  table: string,
): Rule {
  const steps: Step[] = [];
  const last: Step[] = [];
  let protocol = '';
  let negated = false;
  for (let at = 2; at < words.length; at++) {
    const option = words[at] ?? '';
    const value = words[at + 1] ?? '';
    if (option === '!') {
      negated = true;
      continue;
    }
    // The module alone is no condition; its options are.
    if (option === '-m' || option === '--match' || option === '--comment') at++;
    else if (option === '-j' || option === '-g') {
      at++;
      last.push(...verdictOf(value, option === '-g'));
      // The options of a target are no conditions.
      break;
    } else {
      const takesValue = value !== '' && !(value.startsWith('-') && value.length > 1);
      if (option === '-p') protocol = value.toLowerCase();
      steps.push(conditionOf(option, value, negated, protocol, family));
      if (takesValue && option !== '--syn') at++;
      // --tcp-flags has two values.
      if (option === '--tcp-flags') at++;
    }
    negated = false;
  }
  const shown = words.slice(1).map((word) => (word.includes(' ') ? '"…"' : word));
  const text = `-A ${shown.join(' ')}`;
  const deletion = `${tool} -t ${table} -D ${shown.join(' ')}`;
  return { text, deletion, steps: [...steps, ...last] };
}

function verdictOf(target: string, isGoto: boolean): Step[] {
  switch (target) {
    case 'ACCEPT':
      return [verdictStep('accept')];
    case 'DROP':
    case 'REJECT':
      return [verdictStep('drop')];
    case 'RETURN':
      return [verdictStep('return')];
    default:
      if (neutralTargets().includes(target)) return [];
      if (divertingTargets().includes(target)) return [verdictStep('divert', target)];
      return [verdictStep(isGoto ? 'goto' : 'jump', target)];
  }
}

function conditionOf(
  option: string,
  value: string,
  negated: boolean,
  protocol: string,
  family: IptablesFamily,
): Step {
  const field = fieldOf(option, protocol, family);
  if (field === '') return unknownCondition();
  if (option === '--syn') return condition(field, negated, [single('syn')]);
  if (field === 'meta iifname' || field === 'meta oifname') {
    const name = value.endsWith('+') ? `${value.slice(0, -1)}*` : value;
    return condition(field, negated, [single(name)]);
  }
  const operands: Operand[] = [];
  for (const part of value.split(',')) {
    const operand = operandFrom(part.toLowerCase(), field);
    if (!operand) return unknownCondition();
    operands.push(operand);
  }
  return condition(field, negated, operands);
}

function fieldOf(option: string, protocol: string, family: IptablesFamily): string {
  const ip = family === 'ip6' ? 'ip6' : 'ip';
  switch (option) {
    case '-s':
      return sourceField(family);
    case '-d':
      return destinationField(family);
    case '--src-range':
      return `${ip} saddr`;
    case '--dst-range':
      return `${ip} daddr`;
    case '--arp-ip-src':
      return 'arp saddr ip';
    case '--arp-ip-dst':
      return 'arp daddr ip';
    case '--ip-src':
      return 'ip saddr';
    case '--ip-dst':
      return 'ip daddr';
    case '-i':
      return 'meta iifname';
    case '-o':
      return 'meta oifname';
    case '-p':
      return family === 'bridge' ? 'ether type' : 'meta l4proto';
    case '--dport':
    case '--dports':
    case '--destination-port':
      return `${protocol || 'th'} dport`;
    case '--sport':
    case '--sports':
    case '--source-port':
      return `${protocol || 'th'} sport`;
    case '--ctstate':
    case '--state':
      return 'ct state';
    case '--dst-type':
      return 'fib daddr type';
    case '--icmp-type':
      return 'icmp type';
    case '--icmpv6-type':
      return 'icmpv6 type';
    case '--pkt-type':
      return 'meta pkttype';
    case '--syn':
      return 'tcp flags';
    default:
      return '';
  }
}

function sourceField(family: IptablesFamily): string {
  if (family === 'arp') return 'arp saddr ip';
  if (family === 'bridge') return 'ether saddr';
  return family === 'ip6' ? 'ip6 saddr' : 'ip saddr';
}

function destinationField(family: IptablesFamily): string {
  if (family === 'arp') return 'arp daddr ip';
  if (family === 'bridge') return 'ether daddr';
  return family === 'ip6' ? 'ip6 daddr' : 'ip daddr';
}

/** Names of icmp types: those of iptables-save are numbers. */
function icmpNames(): ReadonlyMap<string, string> {
  return new Map<string, string>([
    ['8', 'echo-request'],
    ['0', 'echo-reply'],
  ]);
}
function icmpv6Names(): ReadonlyMap<string, string> {
  return new Map<string, string>([
    ['128', 'echo-request'],
    ['129', 'echo-reply'],
    ['135', 'nd-neighbor-solicit'],
    ['136', 'nd-neighbor-advert'],
  ]);
}
const MAX_PREFIX_DIGITS = 3;

function operandFrom(part: string, field: string): Operand | undefined {
  if (field === 'icmp type') return single(icmpNames().get(part) ?? part);
  if (field === 'icmpv6 type') return single(icmpv6Names().get(part) ?? part);
  if (field.endsWith('addr') || field.endsWith('addr ip')) {
    const slash = part.indexOf('/');
    if (slash > 0) {
      const prefix = decimalNumber(part.slice(slash + 1), MAX_PREFIX_DIGITS);
      // A mask that is no prefix.
      return prefix === undefined ? undefined : { text: part.slice(0, slash), last: '', prefix };
    }
    const dash = part.indexOf('-');
    return dash > 0
      ? { text: part.slice(0, dash), last: part.slice(dash + 1), prefix: -1 }
      : single(part);
  }
  const colon = part.indexOf(':');
  if (field.endsWith('port') && colon >= 0) {
    const first = part.slice(0, colon) || '0';
    const end = part.slice(colon + 1) || '65535';
    return { text: first, last: end, prefix: -1 };
  }
  return single(part);
}

/** Splits a line at spaces; text in quotation marks is one word, without the marks. */
function tokens(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let isQuoted = false;
  let hasWord = false;
  for (let at = 0; at < line.length; at++) {
    const character = line.at(at) ?? '';
    const code = line.charCodeAt(at);
    if (character === '\\' && isQuoted) {
      at++;
      word += line.at(at) ?? '';
    } else if (character === '"') {
      isQuoted = !isQuoted;
      hasWord = true;
    } else if (isSpace(code) && !isQuoted) {
      if (hasWord) words.push(word);
      word = '';
      hasWord = false;
    } else {
      word += character;
      hasWord = true;
    }
  }
  if (hasWord) words.push(word);
  return words;
}
