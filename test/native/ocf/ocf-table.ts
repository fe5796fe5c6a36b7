/**
 * The results of lib/ocf, a line for each case: parameters that are valid, malformed or random, clones and
 * their instances, and single words.
 */
import { readEnvironment, type Variables } from '../../../lib/ocf/environment.ts';
import {
  BOOLEAN_SPELLINGS,
  isFirewallName,
  isInterfaceName,
  isLabel,
  isNamespaceName,
  readBoolean,
  readHashSeed,
  readInteger,
  readLifetime,
  readMulticastHardwareAddress,
  readPrefixLength,
  readSendArpOptions,
} from '../../../lib/ocf/parameter-syntax.ts';
import { oneLine, quoted, quotedText } from '../../../lib/ocf/quote.ts';
import { readRouteProtocol } from '../../../lib/ocf/route-protocol.ts';
import { EXIT_STATUSES } from '../../../ocf-metadata/exit-status.ts';
import { BAD, BAD_ON_IPV6 } from '../../unit/ocf/golden/bad-parameters.ts';
import { MALFORMED } from '../../unit/ocf/golden/clones.ts';
import { ENVIRONMENTS } from '../../unit/ocf/golden/environments.ts';
import { LINES, QUOTED } from '../../unit/ocf/golden/quotes.ts';
import { BUILT_IN, NUMBERS } from '../../unit/ocf/golden/route-protocols.ts';
import { Random } from '../random.ts';
import { optional, optionalOctets, outcome, type Write } from '../text.ts';
import { cloneTable, instanceTable } from './clones.ts';
import { fuzzTable, parameterTable } from './parameters.ts';
import { RandomText } from './random-text.ts';
import { shown, shownAll, variablesText } from './request-text.ts';

const SEED = 0x1b873593;
const FUZZED = 1500;

export function ocfTable(write: Write): void {
  const texts = new RandomText(new Random(SEED));
  for (const [status, meaning] of EXIT_STATUSES) write(`exit status ${status}: ${meaning}`);
  write(`spellings: ${BOOLEAN_SPELLINGS}`);
  for (const text of words()) wordTable(write, text);
  for (let i = 0; i < FUZZED; i++) wordTable(write, texts.next());
  for (const [variables] of ENVIRONMENTS) environment(write, variables);
  for (let i = 0; i < FUZZED; i++) environment(write, variablesAtRandom(texts));
  parameterTable(write);
  instanceTable(write);
  cloneTable(write);
  fuzzTable(write, texts);
}

function words(): string[] {
  const list: string[] = ['', ...BOOLEAN_SPELLINGS.split(', ')];
  for (const [, values] of Object.entries(BAD)) for (const value of values) list.push(value);
  for (const [, values] of Object.entries(BAD_ON_IPV6))
    for (const value of values) list.push(value);
  for (const [, value] of MALFORMED) list.push(value);
  for (const [text] of QUOTED) list.push(text);
  for (const [text] of LINES) list.push(text);
  for (const [text] of NUMBERS) list.push(text);
  for (const [text] of BUILT_IN) list.push(text);
  return list;
}

/** The results of all functions that read a single word. */
function wordTable(write: Write, text: string): void {
  const options = readSendArpOptions(text);
  const cells = [
    `boolean ${readBoolean(text) ?? '-'}`,
    `protocol ${optional(readRouteProtocol(text))}`,
    `seed ${optional(readHashSeed(text))}`,
    `integer ${optional(readInteger(text, 0))} ${optional(readInteger(text, 256))}`,
    `prefix length ${optional(readPrefixLength(text, 32))} ${optional(readPrefixLength(text, 128))}`,
    `lifetime ${optional(readLifetime(text))}`,
    `names ${isFirewallName(text)} ${isInterfaceName(text)} ${isNamespaceName(text)} ${isLabel(text)}`,
    `hardware address ${outcome(() => optionalOctets(readMulticastHardwareAddress(text)))}`,
    `arp type ${options.type ?? '-'} [${shownAll(options.others)}]`,
    `quoted ${shown(quotedText(text))} ${shown(quoted('nic', text))}`,
    `line ${shown(oneLine(text))}`,
  ];
  write(`word ${shown(text)}: ${cells.join(', ')}`);
}

function environment(write: Write, variables: Variables): void {
  const { exitReasonPrefix, checkLevel, isProbe, timeout, stateDirectory } =
    readEnvironment(variables);
  const text = `${shown(exitReasonPrefix)} ${optional(checkLevel)} ${isProbe} ${timeout}`;
  write(`environment ${variablesText(variables)}: ${text} ${shown(stateDirectory)}`);
}

const OF_THE_MANAGER = [
  'OCF_EXIT_REASON_PREFIX',
  'OCF_CHECK_LEVEL',
  'OCF_RESKEY_OCF_CHECK_LEVEL',
  'OCF_RESKEY_CRM_meta_interval',
  'OCF_RESKEY_CRM_meta_timeout',
  'HA_RSCTMP',
];

function variablesAtRandom(texts: RandomText): Variables {
  const variables: Record<string, string | undefined> = {};
  for (const name of OF_THE_MANAGER)
    if (texts.random.below(3) === 0) variables[name] = texts.next();
  return variables;
}
