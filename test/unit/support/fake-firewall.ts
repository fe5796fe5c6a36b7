/** The firewall of a fake host: the rules that each of its tools has made. */
import type { Firewalls } from '../../../lib/kernel/firewall/find.ts';
import type { Firewall, Rule } from '../../../lib/kernel/firewall/rule.ts';
import type { FakeHost } from './fake-host.ts';
import type { Runtime } from './timeline.ts';

export type ToolName = Firewall['name'];

/** What one process sees of the host's tools, the chosen one first. */
export function fakeFirewalls(
  host: FakeHost,
  { call }: Pick<Runtime, 'call'>,
  tools: readonly ToolName[] = ['nft'],
): Firewalls {
  const all = tools.map((name): Firewall => {
    const rules = () => host.rules.get(name) ?? [];
    return {
      name,
      unfit: () => undefined,
      rulesFor: ({ ip, nic, mac, hash, mangles }) => {
        const common = { ip: ip.text, nic, mac };
        const sender: Rule[] = mangles ? [{ role: 'sender', ...common }] : [];
        return [{ role: 'share', ...common, hash }, { role: 'rest', ...common }, ...sender];
      },
      read: ({ text }) => call(`${name}.read`, () => rules().filter(({ ip }) => ip === text)),
      readAll: () => call(`${name}.readAll`, rules),
      replace: ({ text }, wanted) =>
        call(`${name}.replace`, () => {
          const others = rules().filter(({ ip }) => ip !== text);
          host.rules.set(name, [...others, ...wanted]);
        }),
    };
  });
  return { chosen: all[0], all };
}
