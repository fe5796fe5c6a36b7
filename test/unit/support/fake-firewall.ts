/** The firewall tools of a fake host, each with its own rules. */
import type { Firewalls } from '../../../lib/shared-address/firewall/find.ts';
import { Firewall, type Rule, type Share } from '../../../lib/shared-address/firewall/rule.ts';
import type { Family, IpAddress } from '../../../lib/wire/ip-address.ts';
import type { FakeHost } from './fake-host.ts';
import type { Runtime } from './timeline.ts';

export type ToolName = Firewall['name'];

class FakeFirewall extends Firewall {
  readonly #host: FakeHost;
  readonly #call: Runtime['call'];

  constructor(name: ToolName, host: FakeHost, call: Runtime['call']) {
    super(name);
    this.#host = host;
    this.#call = call;
  }

  override unfit(): undefined {
    return undefined;
  }

  override rulesFor({ ip, nic, mac, hash, mangles }: Share): readonly Rule[] {
    const common = { ip: ip.text, nic, mac };
    const sender: Rule[] = mangles ? [{ role: 'sender', ...common }] : [];
    return [{ role: 'share', ...common, hash }, { role: 'rest', ...common }, ...sender];
  }

  override read({ text }: IpAddress): readonly Rule[] {
    return this.#call(`${this.name}.read`, () => this.#rules().filter(({ ip }) => ip === text));
  }

  override readAll(_: Family): readonly Rule[] {
    return this.#call(`${this.name}.readAll`, () => this.#rules());
  }

  override replace({ text }: IpAddress, wanted: readonly Rule[]): void {
    this.#call(`${this.name}.replace`, () => {
      const others = this.#rules().filter(({ ip }) => ip !== text);
      this.#host.rules.set(this.name, [...others, ...wanted]);
    });
  }

  #rules(): readonly Rule[] {
    return this.#host.rules.get(this.name) ?? [];
  }
}

/** The host's tools as one process uses them, the chosen one first. */
export function fakeFirewalls(
  host: FakeHost,
  { call }: Pick<Runtime, 'call'>,
  tools: readonly ToolName[] = ['nft'],
): Firewalls {
  const all = tools.map((name) => new FakeFirewall(name, host, call));
  return { chosen: all[0], all };
}
