import type { Family, IpAddress } from '../../wire/ip-address.ts';
import { Firewall, type Rule, type Share } from './rule.ts';

/**
 * A firewall tool that is installed but not chosen. Its errors are ignored: a tool that fails has made no
 * rules.
 */
export class FirewallIgnoringErrors extends Firewall {
  readonly #firewall: Firewall;

  constructor(firewall: Firewall) {
    super(firewall.name);
    this.#firewall = firewall;
  }

  override unfit(share: Share): string | undefined {
    return this.#firewall.unfit(share);
  }

  override rulesFor(share: Share): readonly Rule[] {
    return this.#firewall.rulesFor(share);
  }

  override read(ip: IpAddress): readonly Rule[] {
    try {
      return this.#firewall.read(ip);
    } catch {
      return [];
    }
  }

  override readAll(family: Family): readonly Rule[] {
    try {
      return this.#firewall.readAll(family);
    } catch {
      return [];
    }
  }

  override replace(ip: IpAddress, rules: readonly Rule[]): void {
    try {
      this.#firewall.replace(ip, rules);
    } catch {
      // A tool that fails has made no rules.
    }
  }
}
