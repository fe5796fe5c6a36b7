/** The rules of the firewalls of this host. Only listings are requested: no program changes anything. */
import { readSetting } from '../../linux/settings.ts';
import { Tool } from '../../linux/tool.ts';
import { wordsOf } from '../../wire/characters.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { type IptablesFamily, readIptablesListing } from '../firewall/iptables-listing.ts';
import { hasUntranslated, readDevices, readNftListing } from '../firewall/nft-listing.ts';
import { joined, noRules, type Ruleset } from '../firewall/ruleset.ts';

/** Milliseconds. */
const TIMEOUT_MS = 20_000;

interface Legacy {
  readonly family: IptablesFamily;
  readonly tool: string;
  /** The names of the tables that the kernel has; the program would load others. Readable by root. */
  readonly names: string;
}

function legacyTools(): readonly Legacy[] {
  return [
    { family: 'ip', tool: 'iptables', names: '/proc/net/ip_tables_names' },
    { family: 'ip6', tool: 'ip6tables', names: '/proc/net/ip6_tables_names' },
    { family: 'arp', tool: 'arptables', names: '/proc/net/arp_tables_names' },
  ];
}

/** @param path the value of PATH */
export function firewallRules(path: string, diagnosis: Diagnosis): Ruleset {
  let rules = nftRules(path, diagnosis);
  for (const legacy of legacyTools()) rules = joined(rules, legacyRules(path, legacy, diagnosis));
  return rules;
}

function nftRules(path: string, diagnosis: Diagnosis): Ruleset {
  const nft = findTool('nft', path);
  if (!nft) {
    diagnosis.cannotLookAt('rules of nft', 'nft is not in PATH; install nftables');
    return noRules();
  }
  const { succeeded, output, complaint } = nft.run(['--json', 'list', 'ruleset']);
  // nft 1.0.6 crashes on some rules of iptables.
  if (!succeeded) return rulesOfTables(nft, path, complaint, diagnosis);
  try {
    const isOfDevices = output.includes('"ingress"') || output.includes('"egress"');
    const chains = isOfDevices ? nft.run(['list', 'ruleset']).output : '';
    const rules = readNftListing(output === '' ? '{}' : output, readDevices(chains));
    return hasUntranslated(output) ? withSaved(rules, path) : rules;
  } catch (error) {
    diagnosis.cannotLookAt('rules of nft', error instanceof Error ? error.message : '?');
    return noRules();
  }
}

/** Lists one table after the other, so that one that cannot be listed does not hide the others. */
function rulesOfTables(nft: Tool, path: string, complaint: string, diagnosis: Diagnosis): Ruleset {
  const listed = nft.run(['list', 'tables']);
  if (!listed.succeeded) {
    diagnosis.cannotLookAt('rules of nft', complaint);
    return noRules();
  }
  const devices = readDevices(nft.run(['list', 'ruleset']).output);
  let rules: Ruleset = noRules();
  const missing: string[] = [];
  for (const line of listed.output.split('\n')) {
    const [word = '', family = '', name = ''] = wordsOf(line);
    if (word !== 'table') continue;
    const table = nft.run(['--json', 'list', 'table', family, name]);
    if (table.succeeded) rules = joined(rules, readNftListing(table.output, devices));
    else missing.push(`${family} ${name}`);
  }
  const all = withSaved(rules, path);
  for (const table of missing) {
    const isSaved = all.chains.some((chain) => `${chain.family} ${chain.table}` === table);
    if (!isSaved) diagnosis.cannotLookAt(`table ${table} of nft`, complaint);
  }
  return all;
}

/** Takes the tables that iptables has made from iptables-save, which knows all its modules. */
function withSaved(rules: Ruleset, path: string): Ruleset {
  let saved: Ruleset = noRules();
  for (const { family, tool } of legacyTools()) {
    const save = findTool(`${tool}-nft-save`, path) ?? findTool(`${tool}-save`, path);
    if (!save) continue;
    const { succeeded, output } = save.run([]);
    if (succeeded) saved = joined(saved, readIptablesListing(output, family, tool));
  }
  const others = rules.chains.filter(
    (chain) =>
      !saved.chains.some(({ family, table }) => family === chain.family && table === chain.table),
  );
  return joined({ chains: others, sets: rules.sets }, saved);
}

/** Rules that were not made through nf_tables, which nft does not see. */
function legacyRules(path: string, { family, tool, names }: Legacy, diagnosis: Diagnosis): Ruleset {
  const tables = readSetting(names);
  // The kernel has no such tables, or only root may know.
  if (tables === undefined || tables === '') return noRules();
  const save = findTool(`${tool}-legacy-save`, path) ?? findTool(`${tool}-save`, path);
  if (!save) {
    diagnosis.cannotLookAt(`rules of ${tool}`, `${tool}-save is not in PATH`);
    return noRules();
  }
  const { succeeded, output, complaint } = save.run([]);
  if (!succeeded) {
    diagnosis.cannotLookAt(`rules of ${tool}`, complaint);
    return noRules();
  }
  const isLegacy = save.name.includes('legacy');
  return readIptablesListing(output, family, isLegacy ? `${tool}-legacy` : tool);
}

function findTool(name: string, path: string): Tool | undefined {
  return Tool.find(name, { path, timeout: TIMEOUT_MS, locks: [] });
}
