import { describe, expect, it } from 'vitest';
import { NftFirewall } from '../../../../lib/shared-address/firewall/nft.ts';
import type { Share } from '../../../../lib/shared-address/firewall/rule.ts';
import type { IpAddress } from '../../../../lib/wire/ip-address.ts';
import { HASH } from '../../../native/firewall/golden-rules.ts';
import {
  LIST_CHAINS,
  listChain,
  listingOf,
  listTable,
  nftInForce,
  ScriptedTool,
} from '../../../native/firewall/scripted-tool.ts';
import { address } from '../../support/fake-host.ts';

const VIPS = [address('10.0.0.10'), address('2001:db8::10')];
const STRANGER =
  '{"rule": {"family": "ip", "table": "floatip", "chain": "shared", "handle": 99, "expr": []}}';

function shareOf(ip: IpAddress): Share {
  const mac = '03:00:5e:00:01:0a';
  return { ip, nic: 'eth0', hash: HASH, mac, ownMac: '02:00:00:00:00:07', mangles: true };
}

/** The kinds of command in the one run that changed something. */
function changes({ told }: ScriptedTool): string[] {
  expect(told).toHaveLength(1);
  const { nftables } = JSON.parse(told[0]?.slice('-j '.length) ?? '');
  return nftables.map((command: { [verb: string]: object }) =>
    Object.entries(command).map(([verb, what]) => `${verb} ${Object.keys(what)}`),
  );
}

describe.each(VIPS)('rules of $text', (ip) => {
  const share = shareOf(ip);

  it('that nft lists are those that were made', () => {
    const firewall = new NftFirewall(nftInForce([]), 'floatip', 'shared');
    expect(firewall.read(ip)).toEqual(firewall.rulesFor(share));
    expect(firewall.readAll(ip.family)).toEqual(firewall.rulesFor(share));
    expect(firewall.read(address('10.0.0.11'))).toEqual([]);
  });

  it('are replaced in one transaction', () => {
    const tool = nftInForce([]);
    const firewall = new NftFirewall(tool, 'floatip', 'shared');
    const rules = firewall.rulesFor(share);
    firewall.replace(ip, rules);
    const kinds = changes(tool).flat();
    expect(kinds.slice(0, rules.length)).toEqual(rules.map(() => 'delete rule'));
    expect(kinds.filter((kind) => kind === 'add rule')).toHaveLength(rules.length);
  });

  it('go together with chains and tables that have nothing else', () => {
    const tool = nftInForce([]);
    const firewall = new NftFirewall(tool, 'floatip', 'shared');
    firewall.replace(ip, []);
    const kinds = changes(tool).flat();
    expect(kinds.filter((kind) => kind === 'delete chain')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'delete table')).toHaveLength(
      ip.family === 'inet' ? 2 : 1,
    );
  });
});

describe('what is somebody else’s', () => {
  it('keeps its chain and its table', () => {
    const tool = nftInForce([STRANGER]);
    new NftFirewall(tool, 'floatip', 'shared').replace(address('10.0.0.10'), []);
    const { nftables } = JSON.parse(tool.told[0]?.slice('-j '.length) ?? '');
    expect(nftables.slice(-2)).toEqual([
      { delete: { chain: { family: 'arp', table: 'floatip', name: 'shared' } } },
      { delete: { table: { family: 'arp', name: 'floatip' } } },
    ]);
    expect(JSON.stringify(nftables)).not.toContain('"handle":99');
  });

  it.each(['set', 'map', 'flowtable', 'ct helper'])('keeps a table with a %s', (kind) => {
    const tool = nftInForce([`{"${kind}": {"family": "ip", "name": "mine", "table": "floatip"}}`]);
    new NftFirewall(tool, 'floatip', 'shared').replace(address('10.0.0.10'), []);
    expect(tool.told[0]).not.toContain('{"delete":{"table":{"family":"ip",');
  });
});

describe('an answer that', () => {
  const ip = address('10.0.0.10');
  const reading = (listing: string) => {
    const tool = new ScriptedTool('nft');
    tool.answer(listChain('ip', 'shared'), listing);
    return () => new NftFirewall(tool, 'floatip', 'shared').read(ip);
  };

  it.each(['', ' \n', listingOf([])])(
    'has no chain is refused, not taken for no rules: %j',
    (listing) => {
      expect(reading(listing)).toThrow(
        'nft: "list chain ip floatip shared" does not print chain shared',
      );
    },
  );

  it('has no chains of the table is refused, and nothing is deleted', () => {
    const tool = nftInForce([]);
    tool.answer(listTable('arp'), listingOf([]));
    const firewall = new NftFirewall(tool, 'floatip', 'shared');
    expect(() => firewall.replace(ip, [])).toThrow(
      'nft: "list table arp floatip" does not print chain shared',
    );
    expect(tool.told).toEqual([]);
  });

  it.each([
    '{',
    '{"nftables": [',
    '[]',
    '{}',
    '{"nftables": null}',
    '{"nftables": [{"rule": {}}]}',
  ])('is not what nft prints is refused, not taken for no rules: %j', (listing) => {
    expect(reading(listing)).toThrow('nft: its output ');
  });

  it('is a refusal means that there are no rules, where the chain is not there', () => {
    const tool = new ScriptedTool('nft');
    tool.refuse(listChain('ip', 'shared'));
    tool.refuse(listChain('arp', 'shared'));
    const firewall = new NftFirewall(tool, 'floatip', 'shared');
    expect(firewall.read(ip)).toEqual([]);
    const chain = '{"chain": {"family": "ip", "table": "floatip", "name": "shared"}}';
    tool.answer(LIST_CHAINS, `{"nftables": [${chain}]}`);
    expect(() => firewall.read(ip)).toThrow('nft: refused');
  });
});
