import type { Firewall } from './rule.ts';

/** A tool that is there, but is not the one to use: where it does not work, it has made no rules. */
export function lenient(firewall: Firewall): Firewall {
  const attempt = <Result>(call: () => Result, otherwise: Result): Result => {
    try {
      return call();
    } catch {
      return otherwise;
    }
  };
  return {
    name: firewall.name,
    unfit: (share) => firewall.unfit(share),
    rulesFor: (share) => firewall.rulesFor(share),
    read: (ip) => attempt(() => firewall.read(ip), []),
    readAll: (family) => attempt(() => firewall.readAll(family), []),
    replace: (ip, rules) => attempt(() => firewall.replace(ip, rules), undefined),
  };
}
