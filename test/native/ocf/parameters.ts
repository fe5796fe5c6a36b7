import type { Variables } from '../../../lib/ocf/environment.ts';
import { labelTooLong } from '../../../lib/ocf/parameter-syntax.ts';
import type { Strictness } from '../../../lib/ocf/read-parameters.ts';
import { parameters as parameterRows } from '../../../ocf-metadata/parameters.ts';
import { BAD, BAD_ON_IPV6, CONTRADICTORY } from '../../unit/ocf/golden/bad-parameters.ts';
import { CLONE, MALFORMED, WITHOUT_EFFECT_UNLESS_SHARED } from '../../unit/ocf/golden/clones.ts';
import { ADVISED, GOOD, SEND_ARP_OPTIONS } from '../../unit/ocf/golden/good-parameters.ts';
import { WITHOUT_EFFECT } from '../../unit/ocf/golden/without-effect.ts';
import type { Write } from '../text.ts';
import type { RandomText } from './random-text.ts';
import { asVariables, parametersText, variablesText } from './request-text.ts';

const INET = '192.0.2.10';
const INET6 = '2001:db8::10';
const FUZZED = 4000;
const STRICTNESSES: readonly Strictness[] = ['all', 'monitor'];

export function parameterTable(write: Write): void {
  for (const row of parameterRows()) {
    if (row.default !== undefined) everyWay(write, alone(row.name, row.default));
    everyWay(write, alone(row.name, ''));
    everyWay(write, alone(row.name, 'a\ufffd'));
  }
  for (const [parameters] of GOOD) everyWay(write, parameters);
  for (const [parameters] of ADVISED) everyWay(write, parameters);
  for (const [options, type] of SEND_ARP_OPTIONS) {
    everyWay(write, { send_arp_opts: options, arp_type: type });
  }
  for (const [name, values] of Object.entries(BAD)) {
    for (const value of values) everyWay(write, alone(name, value));
  }
  for (const [name, values] of Object.entries(BAD_ON_IPV6)) {
    for (const value of values) everyWay(write, alone(name, value));
  }
  for (const [, parameters] of CONTRADICTORY) everyWay(write, parameters);
  for (const [, parameters] of WITHOUT_EFFECT) everyWay(write, parameters);
  for (const [name, value] of MALFORMED) everyWay(write, alone(name, value));
  for (const [name, value] of WITHOUT_EFFECT_UNLESS_SHARED) everyWay(write, alone(name, value));
  for (let length = 0; length < 20; length++) write(labelTooLong('x'.repeat(length)));
}

function alone(name: string, value: string): Variables {
  const parameters: Record<string, string | undefined> = {};
  parameters[name] = value;
  return parameters;
}

/** For an address of each family, shared and not, with the reader of each action. */
function everyWay(write: Write, parameters: Variables): void {
  const shared: Variables = { ip: INET, ...CLONE, ...parameters };
  for (const strictness of STRICTNESSES) {
    line(write, { ip: INET, ...parameters }, strictness);
    line(write, { ip: INET6, ...parameters }, strictness);
    line(write, shared, strictness);
    line(write, parameters, strictness);
  }
}

function line(write: Write, parameters: Variables, strictness: Strictness): void {
  const text = parametersText(asVariables(parameters), strictness);
  write(`${strictness} ${variablesText(parameters)}: ${text}`);
}

const OF_CLONES = ['CRM_meta_clone', 'CRM_meta_clone_max', 'CRM_meta_globally_unique', 'netmask'];

/** Up to four parameters, with known, changed or random values. */
export function fuzzTable(write: Write, texts: RandomText): void {
  const { random } = texts;
  const names: readonly string[] = [...parameterRows().map(({ name }) => name), ...OF_CLONES];
  const known = knownValues();
  for (let i = 0; i < FUZZED; i++) {
    const parameters: Record<string, string | undefined> = {};
    if (random.below(8) > 0) parameters.ip = random.below(3) === 0 ? INET6 : INET;
    if (random.below(4) === 0) {
      for (const [name, value] of Object.entries(CLONE)) parameters[name] = value;
    }
    for (let n = random.below(4); n >= 0; n--) {
      const name = random.pick(names);
      const values = known.get(name) ?? [];
      const usual = random.pick(values);
      const way = random.below(4);
      if (way === 0) parameters[name] = texts.next();
      else parameters[name] = way === 1 ? usual : texts.near(usual);
    }
    line(write, parameters, random.below(4) === 0 ? 'monitor' : 'all');
  }
}

/** Known values, by the parameter's name. */
function knownValues(): Map<string, string[]> {
  const values = new Map<string, string[]>();
  const note = (name: string, value: string | undefined) => {
    if (value === undefined || value.length > 100) return;
    const list = values.get(name) ?? [];
    list.push(value);
    values.set(name, list);
  };
  for (const [parameters] of GOOD) {
    for (const [name, value] of Object.entries(parameters)) note(name, value);
  }
  for (const [parameters] of ADVISED) {
    for (const [name, value] of Object.entries(parameters)) note(name, value);
  }
  for (const [name, bad] of Object.entries(BAD)) for (const value of bad) note(name, value);
  for (const [name, value] of MALFORMED) note(name, value);
  for (const [name, value] of WITHOUT_EFFECT_UNLESS_SHARED) note(name, value);
  for (const [name, value] of Object.entries(CLONE)) note(name, value);
  return values;
}
