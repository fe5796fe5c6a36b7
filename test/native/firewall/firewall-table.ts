/**
 * The results of lib/shared-address: derivations, and rules and listings, valid, malformed and random; a line
 * for each case.
 */

import { CLUSTERIP_FIREWALL_OPTIONS } from '../../../build/parameters.ts';
import { deriveHardwareAddress, deriveSeed, md5 } from '../../../lib/shared-address/derivation.ts';
import { checksumCompensation } from '../../../lib/shared-address/firewall/checksum-compensation.ts';
import { missingTools } from '../../../lib/shared-address/firewall/find.ts';
import { FirewallIgnoringErrors } from '../../../lib/shared-address/firewall/ignoring-errors.ts';
import { IptablesFirewall } from '../../../lib/shared-address/firewall/iptables.ts';
import {
  decodeArpLine,
  decodeLine,
  encodeArpRule,
  encodeLines,
  mergeBuckets,
} from '../../../lib/shared-address/firewall/iptables-text.ts';
import { parseJson } from '../../../lib/shared-address/firewall/json.ts';
import { NftFirewall } from '../../../lib/shared-address/firewall/nft.ts';
import {
  chainsOf,
  decodeRule,
  encodeRule,
  isAboutNeighbours,
  readRule,
} from '../../../lib/shared-address/firewall/nft-json.ts';
import {
  commentOf,
  type Firewall,
  type Role,
  type Rule,
  readComment,
  type Share,
} from '../../../lib/shared-address/firewall/rule.ts';
import {
  areOfOthers,
  bucketsOf,
  diffRules,
  rulesInForce,
  withBuckets,
} from '../../../lib/shared-address/rules-in-force.ts';
import type { Family, IpAddress } from '../../../lib/wire/ip-address.ts';
import { octetAt } from '../../../lib/wire/octets.ts';
import { Random } from '../random.ts';
import type { Write } from '../text.ts';
import { ARPTABLES_LINES, IPTABLES_LINES, NFT_CHAINS } from './golden-listings.ts';
import { HASH, IPTABLES_RULES, NFT_RULES } from './golden-rules.ts';
import {
  LIST_CHAINS,
  listChain,
  listingOf,
  nftArguments,
  nftInForce,
  ScriptedTool,
} from './scripted-tool.ts';

const SEED = 20_261_126;
const V4: IpAddress = { family: 'inet', bytes: new Uint8Array(4), text: '10.0.0.10' };
const V6: IpAddress = { family: 'inet6', bytes: new Uint8Array(16), text: '2001:db8::10' };
const FAMILIES: readonly Family[] = ['inet', 'inet6'];

export function firewallTable(write: Write): void {
  derivations(write);
  compensations(write);
  comments(write);
  nftRules(write);
  nftFirewall(write);
  strangeBuckets(write);
  malformedListings(write);
  truncatedListings(write);
  mutatedListings(write);
  iptablesRules(write);
  iptablesFirewall(write);
  mutatedLines(write);
  faults(write);
}

function derivations(write: Write): void {
  for (let length = 0; length <= 200; length++) {
    write(`md5 ${length}: ${hex(md5('é'.repeat(length % 7) + 'x'.repeat(length)))}`);
  }
  for (let last = 0; last < 256; last++) {
    const ip = `192.0.2.${last}`;
    const alone = hex(deriveHardwareAddress(ip, last % 33, undefined));
    const shared = hex(deriveHardwareAddress(ip, 24, '192.0.2.255'));
    write(`derived from ${ip}: ${alone} ${shared} ${deriveSeed(ip)}`);
  }
  write(`derived from zeros: ${deriveSeed('jk8ssl')}`);
}

function compensations(write: Write): void {
  const random = new Random(SEED);
  for (let i = 0; i < 300; i++) {
    const from = randomMac(random);
    const to = i % 10 === 0 ? from : randomMac(random);
    write(`compensation ${from} ${to}: ${checksumCompensation(from, to)}`);
  }
  for (const bad of ['', ':', 'x', '02:00:00:00:00:0g', '0x02:00', ' 2:00', '02:00:00:00:00:']) {
    write(`compensation "${bad}": ${attempt(() => `${checksumCompensation(bad, bad)}`)}`);
  }
}

function comments(write: Write): void {
  const texts = ['', ' ', 'floatip', 'floatip ', 'floatip 1 ', 'floatip 1 rest', 'floatip  1 rest'];
  texts.push('floatip 1 rest 2', 'floatip 1 rest 2 3', 'floatip 1 rest 2 3 4', 'floatip1 rest 2');
  texts.push('floatip é rest ✓ 😀', 'Floatip 1 rest', ' floatip 1 rest', 'floatip\t1\trest');
  for (const text of texts) {
    const said = readComment(text);
    const words = said ? [said.ip, said.role, said.mac, said.ownMac ?? 'none'] : ['not ours'];
    write(`comment "${text}": ${words.join('|')}`);
  }
}

function nftRules(write: Write): void {
  for (const { family, rule } of NFT_RULES) {
    for (const chain of ['chain', 'a "chain"', 'é\\\u0001\u007f\u2028😀']) {
      write(`nft writes ${attempt(() => written(family, rule, chain))}`);
    }
    write(`nft reads ${attempt(() => decoded(written(family, rule, 'chain'), '1'))}`);
  }
  for (const { family, rule } of NFT_RULES) {
    const without: Rule = { ip: rule.ip, role: rule.role, nic: rule.nic, mac: '' };
    write(`nft refuses ${rule.role}: ${attempt(() => written(family, without, 'chain'))}`);
  }
  for (const word of ['jump', 'bogus', '']) {
    const rule: Rule = { ip: '10.0.0.10', role: word as Role, nic: 'eth0', mac: '' };
    write(`nft refuses "${word}": ${attempt(() => written('inet', rule, 'chain'))}`);
    write(`iptables refuses "${word}": ${attempt(() => encodeLines('mine', rule).join())}`);
  }
}

function written(family: Family, rule: Rule, name: string): string {
  const bases = chainsOf(family, 'table', name);
  const base = bases[isAboutNeighbours(rule) ? 1 : 0];
  if (!base) throw new Error('a chain is missing');
  return JSON.stringify(encodeRule(base.chain, rule));
}

/** Decodes a rule to which nft has added a handle. */
function decoded(rule: string, handle: string): string {
  const value = parseJson(`{"handle": ${handle}, ${rule.slice(1)}`);
  return ruleText(decodeRule(readRule(value)));
}

function nftFirewall(write: Write): void {
  const foreign: readonly (readonly string[])[] = [
    [],
    ['{"rule": {"family": "ip", "table": "floatip", "chain": "shared", "handle": 99, "expr": []}}'],
    ['{"set": {"family": "ip", "name": "mine", "table": "floatip", "type": "ipv4_addr"}}'],
    ['{"chain": {"family": "ip", "table": "floatip", "name": "other", "handle": 98}}'],
  ];
  for (const more of foreign) {
    for (const ip of [V4, V6]) {
      for (const buckets of [[], [2], [1, 2, 3]]) {
        const tool = nftInForce(more);
        const firewall = new NftFirewall(tool, 'floatip', 'shared');
        const share = shareOf(ip, buckets, buckets.length !== 1);
        firewall.replace(ip, buckets.length > 0 ? firewall.rulesFor(share) : []);
        write(`nft ${ip.text} ${buckets.join()} ${more.join()}: ${tool.told.join(' ')}`);
      }
    }
  }
  const firewall = new NftFirewall(nftInForce([]), 'floatip', 'shared');
  describe(write, firewall);
  describe(write, new FirewallIgnoringErrors(firewall));
  const empty = new ScriptedTool('nft');
  describe(write, new NftFirewall(empty, 'floatip', 'shared'));
  write(`nft without an answer: ${empty.told.join(' ')}`);
  describe(write, new NftFirewall(refusing(false), 'floatip', 'shared'));
  describe(write, new NftFirewall(refusing(true), 'floatip', 'shared'));
  describe(write, new FirewallIgnoringErrors(new NftFirewall(refusing(true), 'floatip', 'shared')));
}

/** nft that fails to list chains, whether they exist or not. */
function refusing(areThere: boolean): ScriptedTool {
  const tool = new ScriptedTool('nft');
  const chains: string[] = [];
  for (const { family, name, chain } of NFT_CHAINS) {
    tool.refuse(listChain(family, name));
    if (areThere) chains.push(chain);
  }
  tool.answer(LIST_CHAINS, listingOf(chains));
  return tool;
}

/** Writes the results of all functions that read a firewall. */
function describe(write: Write, firewall: Firewall): void {
  for (const family of FAMILIES) {
    const all = attempt(() => rulesText(firewall.readAll(family)));
    write(`${firewall.name} readAll ${family}: ${all}`);
  }
  for (const ip of [V4, V6]) {
    write(`${firewall.name} read ${ip.text}: ${attempt(() => rulesText(firewall.read(ip)))}`);
    for (const mangles of [false, true]) {
      const share = shareOf(ip, [1, 3], mangles);
      write(`${firewall.name} unfit: ${firewall.unfit(share) ?? 'no'}`);
      write(`${firewall.name} rulesFor: ${rulesText(firewall.rulesFor(share))}`);
      const fault = attempt(() => {
        const inForce = rulesInForce([firewall], ip);
        return inForce ? (diffRules(inForce, share) ?? 'none') : 'no rules';
      });
      write(`${firewall.name} fault: ${fault}`);
    }
  }
  const crowd: Share = { ...shareOf(V4, [1], false), hash: { total: 33, seed: 1, buckets: [1] } };
  write(`${firewall.name} unfit: ${firewall.unfit(crowd) ?? 'no'}`);
}

function strangeBuckets(write: Write): void {
  const rights = ['1', '{"set": [2, 0]}', '{"range": [0, 2]}', '{"set": [{"range": [0, 1]}, 4]}'];
  rights.push(
    '"@buckets"',
    'null',
    'true',
    '[]',
    '{}',
    '{"set": null}',
    '{"set": {}}',
    '-1',
    '1.5',
  );
  rights.push(
    '{"set": []}',
    '{"set": ["1", null, [], {}]}',
    '{"set": [{"set": [1]}]}',
    '-0',
    '1e3',
  );
  rights.push('{"range": []}', '{"range": [1]}', '{"range": [3, 1]}', '{"range": ["0", "2"]}');
  rights.push(
    '{"range": [0, 4294967295]}',
    '{"range": [1e300, 1e300]}',
    '{"range": [1e999, 1e999]}',
  );
  rights.push('{"range": [0.5, 2.5]}', '{"range": [-3, 1]}', '{"range": [5, 6, 7]}', '1e999');
  rights.push('{"range": [9007199254740991, 9007199254740992]}', '4294967295', '9007199254740993');
  for (const right of rights) {
    for (const op of ['"=="', '"!="']) {
      const left = '{"jhash": {"mod": 3, "seed": 2652543542, "expr": {"payload": {}}}}';
      const match = `{"match": {"op": ${op}, "left": ${left}, "right": ${right}}}`;
      write(`buckets ${op} ${right}: ${decoded(ruleWith(match), '1')}`);
    }
  }
  const parts = ['{"match": null}', '{"match": []}', '{"match": {"left": {"meta": {"key": 1}}}}'];
  parts.push('{"match": {"left": {"meta": {"key": "iifname"}}, "right": 1}}', '{"mangle": 1}', '1');
  parts.push(
    '{"match": {"left": {"meta": {"key": "oifname"}}, "right": "é\\u00e9\\ud83d\\ude00"}}',
  );
  parts.push('{"match": {"op": "==", "left": {"jhash": null}, "right": 1}}', '[]', 'null', '"x"');
  parts.push('{"match": {"op": "==", "left": {"jhash": {"mod": "3", "seed": null}}, "right": 1}}');
  parts.push('{"mangle": {"key": {"payload": null}, "value": "02:00:00:00:00:99"}}');
  parts.push('{"mangle": {"key": {"meta": {}}, "value": "02:00:00:00:00:99"}}');
  parts.push('{"mangle": {"key": {"payload": {}}, "value": 5}}');
  for (const part of parts) write(`part ${part}: ${decoded(ruleWith(part), '1')}`);
  for (const handle of ['"1"', 'null', '{}', '-1', '1e3', '18446744073709551615']) {
    write(`handle ${handle}: ${attempt(() => decoded(ruleWith('{"drop": null}'), handle))}`);
  }
}

function ruleWith(expression: string): string {
  const comment = '"comment": "floatip 10.0.0.10 share 03:00:5e:00:01:0a"';
  return `{"family": "ip", "table": "t", "chain": "c", ${comment}, "expr": [${expression}]}`;
}

function malformedListings(write: Write): void {
  const texts = [
    '',
    ' \n',
    'x',
    '{',
    '}',
    '[]',
    '{}',
    'null',
    '1',
    '"x"',
    'true',
    'nul',
    '01',
    '+1',
  ];
  texts.push('.5', '5.', '1e', '-', '0x1', 'NaN', 'Infinity', "'x'", '{a: 1}', '{"a": 1,}', '[1,]');
  texts.push(
    '[,1]',
    '[1 2]',
    '{"a" 1}',
    '{"a": 1 "b": 2}',
    '"\\x"',
    '"\\u12"',
    '"\\u12zz"',
    '"\n"',
  );
  texts.push(
    '"\u0001"',
    '"\t"',
    '\u00a0[]',
    '[]\u00a0',
    '\ufeff[]',
    '[] x',
    '// x\n[]',
    '"\\',
    '"',
  );
  texts.push(
    'é',
    '{"a": é}',
    '😀',
    '{"nftables": 😀😀😀😀😀}',
    '"\\ud83d"',
    '"\\ud83d\\ude00"',
    '"é',
  );
  for (const member of [
    'null',
    '1',
    '"x"',
    '{}',
    'true',
    '[]',
    '[[]]',
    '[null]',
    '[1]',
    '["rule"]',
  ]) {
    texts.push(`{"nftables": ${member}}`);
  }
  for (const rule of ['null', '1', '[]', '{}', '"x"', '{"family": "ip"}', '{"family": 1}']) {
    texts.push(listingOf([`{"rule": ${rule}}`]), listingOf([`{"chain": ${rule}}`]));
  }
  texts.push(
    '{"nftables": [1], "nftables": []}',
    '{"nftables": [], "nftables": 1}',
    '{"__proto__": 1}',
  );
  for (const text of texts) write(`listing ${JSON.stringify(text)}: ${outcomeOf(text)}`);
  for (const depth of [10, 100, 900]) {
    const open = '['.repeat(depth);
    const close = ']'.repeat(depth);
    write(`depth ${depth}: ${outcomeOf(`{"nftables": [${open}${close}]}`)}`);
  }
  // Engines have different limits of depth, but must not crash.
  for (const text of ['['.repeat(200_000), '{"a":'.repeat(200_000), `[${'[],'.repeat(200_000)}`]) {
    write(`endless: ${outcomeOf(text)}`);
  }
}

function truncatedListings(write: Write): void {
  for (const { family, name, chain, rules } of NFT_CHAINS) {
    const text = listingOf([chain, ...rules]);
    for (let length = 0; length < text.length; length++) {
      write(`${family} ${name} cut at ${length}: ${outcomeOf(text.slice(0, length))}`);
    }
  }
}

/**
 * Pieces with a meaning in JSON, for the reader of listings or for a UTF-8 decoder. No lone surrogates: in
 * an executable, where text is UTF-8, they become U+FFFD.
 */
const PIECES: readonly string[] = [
  ...['"', '\\', '{', '}', '[', ']', ':', ',', ' ', '\n', '0', '9', '-', '.', 'e', 'null', 'true'],
  ...['"match"', '"left"', '"right"', '"set"', '"range"', '"jhash"', '"rule"', '"expr"', '"op"'],
  ...['é', '✓', '😀', '\u0000', '\u007f', '\u2028', '\\u0000', '\\ud83d\\ude00'],
  ...['[0, 7]', '{"set": [0]}', '{"range": [0, 7]}', '4294967296', '1e999', '-0', '"floatip"'],
];

function mutatedListings(write: Write): void {
  const random = new Random(SEED);
  for (const { family, name, chain, rules } of NFT_CHAINS) {
    const characters = [...listingOf([chain, ...rules])];
    for (let i = 0; i < 1500; i++) {
      write(`${family} ${name} mutant ${i}: ${outcomeOf(mutated(random, characters))}`);
    }
  }
}

/** Returns the text with up to four changes: pieces removed, inserted, replaced or copied. */
function mutated(random: Random, characters: readonly string[]): string {
  const changed = [...characters];
  const changes = 1 + random.below(4);
  for (let i = 0; i < changes && changed.length > 0; i++) {
    const at = random.below(changed.length);
    const kind = random.below(4);
    if (kind === 0) changed.splice(at, 1 + random.below(8));
    else if (kind === 1) changed.splice(at, 0, random.pick(PIECES));
    else if (kind === 2) changed[at] = random.pick(PIECES);
    else changed.splice(at, 0, ...changed.slice(random.below(changed.length)).slice(0, 20));
  }
  return changed.join('');
}

/** What NftFirewall reads if this is the listing of each chain, and the commands of its removal. */
function outcomeOf(listing: string): string {
  const tool = new ScriptedTool('nft');
  tool.answer(listChain('ip', 'shared'), listing);
  tool.answer(LIST_CHAINS, listing);
  tool.answer(nftArguments('{"list":{"table":{"family":"ip","name":"floatip"}}}'), listing);
  const firewall = new NftFirewall(tool, 'floatip', 'shared');
  return attempt(() => {
    const rules = rulesText(firewall.readAll('inet'));
    tool.told.splice(0);
    firewall.replace(V4, []);
    return `${rules}; ${tool.told.join(' ')}`;
  });
}

function iptablesRules(write: Write): void {
  for (const { rule, shown } of IPTABLES_RULES) {
    for (const line of encodeLines('mine', rule)) write(`iptables writes ${line}`);
    const rules: Rule[] = [];
    for (const line of [...shown, ...shown]) {
      const one = decodeLine(line);
      if (one) rules.push(one);
    }
    write(`iptables reads ${rulesText(rules)}`);
    write(`iptables merges ${rulesText(mergeBuckets(rules))}`);
    write(`arptables writes ${encodeArpRule(rule).join(' ')}`);
  }
  const masks = [
    '0',
    '0x00000000',
    '0xffffffff',
    '0x1ffffffff',
    '-1',
    '1.5',
    'x',
    '0x',
    '',
    '1e1',
    '7,',
  ];
  for (const mask of masks) {
    const match = `-m cluster --cluster-local-nodemask ${mask} --cluster-total-nodes 3`;
    const line = `mine -i eth0 ${match} -m comment --comment "floatip 1 share 2" -j RETURN`;
    write(`iptables mask "${mask}": ${ruleText(decodeLine(line))}`);
  }
}

function iptablesFirewall(write: Write): void {
  for (const hasRules of [true, false]) {
    for (const hasOthers of [true, false]) {
      for (const buckets of [[], [2], [1, 2, 3]]) {
        const iptables = new ScriptedTool('iptables');
        const restore = new ScriptedTool('iptables-restore');
        const arptables = new ScriptedTool('arptables');
        const others = hasOthers
          ? ['-N shared', '-A shared -j DROP', '-A PREROUTING -j shared']
          : [];
        const lines = [...(hasRules ? IPTABLES_LINES : []), ...others];
        iptables.answer(['-w', '-t', 'mangle', '-S'], lines.join('\n'));
        arptables.answer(['-S', 'OUTPUT'], hasRules ? ARPTABLES_LINES.join('\n') : '');
        const firewall = new IptablesFirewall({ iptables, restore, arptables }, 'shared');
        if (buckets.length === 0) describe(write, firewall);
        for (const ip of [V4, V6]) {
          const share = shareOf(ip, buckets, buckets.length !== 1);
          firewall.replace(ip, buckets.length > 0 ? firewall.rulesFor(share) : []);
        }
        const told = JSON.stringify([...restore.told, ...arptables.told]);
        write(`iptables ${hasRules} ${hasOthers} ${buckets.join()}: ${told}`);
      }
    }
  }
}

const WORDS: readonly string[] = [
  ...[
    '-i',
    '-o',
    '-s',
    '-d',
    '!',
    '-m',
    '-j',
    'eth0',
    '10.0.0.10',
    '--comment',
    '"',
    '""',
    '',
    ' ',
  ],
  ...['"floatip 10.0.0.10 share 03:00:5e:00:01:0a"', '"floatip', '--cluster-local-nodemask'],
  ...[
    '--cluster-total-nodes',
    '--cluster-hash-seed',
    '0x00000005',
    '0xffffffff',
    '3',
    '4294967295',
  ],
  ...['--mangle-mac-s', '03:00:5e:00:01:0a', 'é', '😀', '\u0000', '\u00a0', '\u2028', '\\"', 'NaN'],
];

function mutatedLines(write: Write): void {
  const random = new Random(SEED);
  const lines = [...IPTABLES_LINES, ...ARPTABLES_LINES];
  for (const { shown } of IPTABLES_RULES) lines.push(...shown);
  for (let i = 0; i < 3000; i++) {
    const words = random.pick(lines).split(' ');
    const changes = 1 + random.below(3);
    for (let change = 0; change < changes; change++) {
      const at = random.below(words.length + 1);
      words.splice(at, random.below(2), random.pick(WORDS));
    }
    const line = words.join(' ');
    const ours = ruleText(decodeLine(line));
    write(`line ${i}: ${JSON.stringify(line)}: ${ours}; ${ruleText(decodeArpLine(line))}`);
  }
}

function faults(write: Write): void {
  const random = new Random(SEED);
  const firewalls: readonly Firewall[] = [
    new NftFirewall(new ScriptedTool('nft'), 'floatip', 'shared'),
    new IptablesFirewall(
      { iptables: new ScriptedTool('a'), restore: new ScriptedTool('b'), arptables: undefined },
      'shared',
    ),
  ];
  for (let i = 0; i < 600; i++) {
    const firewall = firewalls[i % 2];
    if (!firewall) continue;
    const ip = random.below(2) === 0 ? V4 : V6;
    const share = shareOf(ip, [1, 3], random.below(2) === 0);
    const rules = [...firewall.rulesFor(share)];
    const changes = random.below(3);
    for (let change = 0; change < changes && rules.length > 0; change++) spoil(random, rules);
    const fault = diffRules({ firewall, rules }, share) ?? 'none';
    const buckets = bucketsOf(rules);
    const changed = withBuckets(rules, [random.below(3) + 1, random.below(3) + 1]);
    const others = areOfOthers(buckets, random.below(3) + 1);
    write(`fault ${i}: ${fault}; ${buckets.join()} ${others}; ${rulesText(changed)}`);
  }
  for (const mangles of [false, true]) {
    for (const choice of CLUSTERIP_FIREWALL_OPTIONS) {
      write(`missing tools: ${missingTools({ choice, table: 't', chain: 'c', mangles })}`);
    }
  }
}

function spoil(random: Random, rules: Rule[]): void {
  const at = random.below(rules.length);
  const rule = rules[at];
  if (!rule) return;
  const { ip, role, nic, mac, ownMac, hash } = rule;
  const kind = random.below(7);
  if (kind === 0) rules.splice(at, 1);
  else if (kind === 1) rules.push(rule);
  else if (kind === 2) rules.reverse();
  else if (kind === 3) rules[at] = { ip, role, nic: 'eth1', mac, ownMac, hash };
  else if (kind === 4) rules[at] = { ip, role, nic, mac: 'x', ownMac: 'y', hash };
  else if (kind === 5) rules[at] = { ip, role, nic, mac };
  else rules[at] = { ip, role, nic, mac, ownMac, hash: { total: 4, seed: 1, buckets: [10, 9] } };
}

function shareOf(ip: IpAddress, buckets: readonly number[], mangles: boolean): Share {
  const hash = { total: HASH.total, seed: HASH.seed, buckets };
  const ownMac = '02:00:00:00:00:07';
  return { ip, nic: 'eth0', hash, mac: '03:00:5e:00:01:0a', ownMac, mangles };
}

function rulesText(rules: readonly Rule[]): string {
  return rules.map((rule) => ruleText(rule)).join(', ') || 'none';
}

function ruleText(rule: Rule | undefined): string {
  if (!rule) return 'none';
  const { nic, hash } = rule;
  const by = hash ? ` by ${hash.buckets.join('+')} of ${hash.total} from ${hash.seed}` : '';
  return JSON.stringify(`${commentOf(rule)} on ${nic}${by}`);
}

function randomMac(random: Random): string {
  const octets: string[] = [];
  for (let i = 0; i < 6; i++) {
    // 0x00 and 0xff, the boundaries of an octet, are frequent.
    const kind = random.below(4);
    octets.push(hexOctet(kind === 0 ? 0 : kind === 1 ? 255 : random.below(256)));
  }
  return octets.join(':');
}

function hex(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at++) text += hexOctet(octetAt(bytes, at));
  return text;
}

function hexOctet(octet: number): string {
  const digits = '0123456789abcdef';
  return digits.charAt(octet >>> 4) + digits.charAt(octet & 15);
}

function attempt(call: () => string): string {
  try {
    return call();
  } catch (error) {
    return `throws ${error instanceof Error ? error.message : 'something'}`;
  }
}
