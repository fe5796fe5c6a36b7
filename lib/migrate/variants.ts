/** The parameters that a resource can have: sets with rules apply on some nodes, or at some times. */
import type { Configuration, Resource } from '../cluster/configuration.ts';
import type { XmlElement } from '../cluster/xml.ts';

export type Values = ReadonlyMap<string, string>;

export interface Variant {
  readonly values: Values;
}

/** The values without the sets that have rules, and once more with each of these sets. The first has no rules. */
export function variantsOf(resource: Resource, configuration: Configuration): readonly Variant[] {
  const { values, conditional } = configuration.parameters(resource);
  const variants: Variant[] = [{ values }];
  if (conditional.length === 0) return variants;
  for (const set of conditionalSets(resource)) {
    const variant = new Map<string, string>();
    for (const [name, value] of values) variant.set(name, value);
    for (const pair of set.all('nvpair')) {
      const name = pair.attribute('name');
      const value = pair.attribute('value');
      if (name !== undefined && value !== undefined) variant.set(name, value);
    }
    variants.push({ values: variant });
  }
  // A parameter such as ip may be set by rules only.
  return values.has('ip') ? variants : variants.slice(1);
}

function conditionalSets({ element, template }: Resource): readonly XmlElement[] {
  const sets = [...element.all('instance_attributes')];
  if (template) sets.push(...template.element.all('instance_attributes'));
  return sets.filter((set) => set.all('rule').length > 0);
}
