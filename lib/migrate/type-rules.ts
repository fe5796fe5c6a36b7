/** Rules that apply to resources of an agent: `rsc_expression` in rsc_defaults and op_defaults. */
import type { Configuration } from '../cluster/configuration.ts';
import type { XmlElement } from '../cluster/xml.ts';
import { type AgentName, fullName } from './agent-name.ts';
import { elementText, type XmlAttributes } from './xml-text.ts';

/** Why the change of the agent would change what rules apply; with the command that prevents it. */
export function rulesThatChange(
  configuration: Configuration,
  from: AgentName,
  to: AgentName,
): readonly string[] {
  const reasons: string[] = [];
  for (const expression of expressions(configuration)) {
    const before = matches(expression, from);
    const after = matches(expression, to);
    if (before !== after) reasons.push(reasonOf(expression, before, from, to));
  }
  return reasons;
}

function expressions(configuration: Configuration): readonly XmlElement[] {
  const found: XmlElement[] = [];
  for (const section of ['rsc_defaults', 'op_defaults']) {
    for (const element of configuration.section(section)?.withDescendants() ?? []) {
      if (element.name === 'rsc_expression') found.push(element);
    }
  }
  return found;
}

function matches(expression: XmlElement, { provider, type }: AgentName): boolean {
  return (
    isAny(expression.attribute('class'), 'ocf') &&
    isAny(expression.attribute('provider'), provider) &&
    isAny(expression.attribute('type'), type)
  );
}

function isAny(wanted: string | undefined, value: string): boolean {
  return wanted === undefined || wanted === value;
}

function reasonOf(expression: XmlElement, before: boolean, from: AgentName, to: AgentName): string {
  const id = expression.attribute('id') ?? '';
  const effect = before ? 'would no longer apply' : 'would begin to apply';
  const what = `the rule with the expression ${id}, which ${before ? 'applies' : 'does not apply'} to ${fullName(from)}, ${effect}`;
  const advice =
    from.type === to.type && before
      ? `let it name the type only: cibadmin --replace --xml-text '${withoutProvider(expression)}'`
      : `change or remove the rule`;
  return `${what} to ${fullName(to)}; ${advice}`;
}

function withoutProvider(expression: XmlElement): string {
  const attributes: (readonly [string, string])[] = [];
  for (const name of ['id', 'class', 'type']) {
    const value = expression.attribute(name);
    if (value !== undefined) attributes.push([name, value]);
  }
  const kept: XmlAttributes = attributes;
  return elementText('rsc_expression', kept);
}
