import { describe, expect, it } from 'vitest';
import { readIptablesListing } from '../../../../lib/doctor/firewall/iptables-listing.ts';
import { packetsFor } from '../../../../lib/doctor/firewall/packets.ts';
import type { Ruleset } from '../../../../lib/doctor/firewall/ruleset.ts';
import { chainsFor, Walk } from '../../../../lib/doctor/firewall/walk.ts';
import { parseIpAddress } from '../../../../lib/linux/ip-text.ts';

const ip = parseIpAddress('10.0.0.10');
if (!ip) throw new Error('an address');

/** What happens to the packets, by their names: `drop`, `may drop`, or nothing. */
function losses(rules: Ruleset, clientText?: string): Record<string, string> {
  const result: Record<string, string> = {};
  const client = clientText === undefined ? undefined : parseIpAddress(clientText);
  const packets = packetsFor({
    ip: ip as NonNullable<typeof ip>,
    interfaceName: 'eth0',
    hardwareAddress: '02:00:00:00:00:01',
    client,
    ports: [80],
  });
  for (const packet of packets) {
    const walk = new Walk(rules, packet);
    for (const chain of chainsFor(rules, packet, ['eth0'], false)) {
      if (chain.base) walk.through(chain, chain.base);
    }
    for (const { isSure, kind } of walk.losses) {
      result[packet.name] ??= isSure ? kind : `may ${kind}`;
    }
  }
  return result;
}

const iptables = (...rules: readonly string[]): Ruleset =>
  readIptablesListing(
    [
      '*filter',
      ':INPUT ACCEPT [0:0]',
      ':OUTPUT ACCEPT [0:0]',
      ':own - [0:0]',
      ...rules,
      'COMMIT',
    ].join('\n'),
    'ip',
    'iptables',
  );

const PING = 'pings to 10.0.0.10';
const TCP = 'TCP to 10.0.0.10';
const HTTP = 'TCP port 80 to 10.0.0.10';
const UDP = 'UDP to 10.0.0.10';

describe('rules of iptables', () => {
  it.each<[string, readonly string[], Record<string, string>]>([
    ['none', [], {}],
    [
      'an address',
      ['-A INPUT -d 10.0.0.10/32 -j DROP'],
      { [PING]: 'drop', [TCP]: 'drop', [HTTP]: 'drop', [UDP]: 'drop' },
    ],
    ['another address', ['-A INPUT -d 10.0.0.11/32 -j DROP'], {}],
    [
      'a port',
      ['-A INPUT -p tcp -m tcp --dport 80 -j DROP'],
      { [HTTP]: 'drop', [TCP]: 'may drop' },
    ],
    ['other ports', ['-A INPUT -p tcp -m multiport --dports 81:90 -j DROP'], { [TCP]: 'may drop' }],
    ['not an interface', ['-A INPUT ! -i eth0 -j DROP'], {}],
    [
      'an exception before it',
      ['-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT', '-A INPUT -d 10.0.0.0/24 -j REJECT'],
      { [PING]: 'drop', [TCP]: 'may drop', [UDP]: 'drop' },
    ],
    [
      'another chain, with a comment that looks like options',
      ['-A INPUT -d 10.0.0.10/32 -m comment --comment "-j ACCEPT" -g own', '-A own -p udp -j DROP'],
      { [UDP]: 'drop' },
    ],
    ['a chain that calls itself', ['-A INPUT -j own', '-A own -j own'], {}],
    [
      'a module that is not known',
      ['-A INPUT -m u32 --u32 "0=0" -j DROP'],
      {
        [PING]: 'may drop',
        [TCP]: 'may drop',
        [HTTP]: 'may drop',
        [UDP]: 'may drop',
      },
    ],
    ['packets of connections', ['-A INPUT -m conntrack --ctstate INVALID -j DROP'], {}],
  ])('%s', (_, rules, expected) => {
    expect(losses(iptables(...rules))).toEqual(expected);
  });

  it('a client is known, or may be another one', () => {
    const rules = iptables('-A INPUT -s 192.0.2.0/24 -p icmp -j DROP');
    expect(losses(rules)).toEqual({ [PING]: 'may drop' });
    expect(losses(rules, '192.0.2.7')).toEqual({ [PING]: 'drop' });
    expect(losses(rules, '192.0.3.7')).toEqual({});
  });
});
