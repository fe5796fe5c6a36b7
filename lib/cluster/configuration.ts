/** The configuration of a cluster (the CIB), as far as it concerns resources. */
import type { XmlElement } from './xml.ts';

/** A primitive resource, or a template of primitives. */
export interface Resource {
  readonly id: string;
  /** `ocf`, `systemd`, …; empty if a template gives it. */
  readonly standard: string;
  readonly provider: string;
  readonly type: string;
  readonly isTemplate: boolean;
  /** The template that the resource is made from. */
  readonly template: Resource | undefined;
  /** The group, clone or bundle that contains the resource, and what contains that: the innermost first. */
  readonly containers: readonly Container[];
  readonly element: XmlElement;
}

export interface Container {
  readonly kind: 'group' | 'clone' | 'bundle';
  readonly id: string;
  readonly element: XmlElement;
}

/** The attributes of a resource: instance attributes or meta attributes. */
export interface Attributes {
  readonly values: ReadonlyMap<string, string>;
  /** The names whose value depends on a rule: crm_resource(8) knows the value on a node. */
  readonly conditional: readonly string[];
}

export type AttributeSets = 'instance_attributes' | 'meta_attributes';

/** IPaddr is its old name. */
const IPADDR2_NAMES = ['ocf:heartbeat:IPaddr2', 'ocf:heartbeat:IPaddr'];

export class Configuration {
  readonly cib: XmlElement;
  /** Primitives and templates, in document order. */
  readonly resources: readonly Resource[];
  /** Elements by id, for references. */
  readonly #byId = new Map<string, XmlElement>();

  /** @param cib the root element of the CIB */
  constructor(cib: XmlElement) {
    this.cib = cib;
    const section = cib.find('configuration', 'resources');
    for (const element of section?.withDescendants() ?? []) {
      const id = element.attribute('id');
      if (id !== undefined) this.#byId.set(id, element);
    }
    const templates = (section?.all('template') ?? []).map((element: XmlElement) =>
      resourceFrom(element, [], []),
    );
    this.resources = [...templates, ...primitives(section?.children ?? [], [], templates)];
  }

  /** A primitive by its id. */
  primitive(id: string): Resource | undefined {
    return this.resources.find((resource) => resource.id === id && !resource.isTemplate);
  }

  /** The sections of cluster options, defaults and constraints: crm_config, rsc_defaults, op_defaults, constraints. */
  section(name: string): XmlElement | undefined {
    return this.cib.find('configuration', name);
  }

  /** A cluster option such as stonith-enabled; undefined if it is not set. */
  option(name: string): string | undefined {
    const sets = this.section('crm_config')?.all('cluster_property_set') ?? [];
    return this.#attributesOf(sets).values.get(name);
  }

  /** What crm_resource(8) shows as parameters: the resource's own values, then those of its template. */
  parameters(resource: Resource): Attributes {
    return this.#merged(withTemplate(resource), 'instance_attributes');
  }

  /**
   * The meta attributes of the resource, of its template, and of what contains it, in this order of precedence; not
   * rsc_defaults.
   */
  metaAttributes(resource: Resource): Attributes {
    const outer = resource.containers.map(({ element }) => element);
    return this.#merged([...withTemplate(resource), ...outer], 'meta_attributes');
  }

  /** @param elements the first has precedence */
  #merged(elements: readonly XmlElement[], kind: AttributeSets): Attributes {
    const sets: XmlElement[] = [];
    for (const element of elements) sets.push(...byScore(element.all(kind)));
    return this.#attributesOf(sets);
  }

  /** @param sets the first has precedence */
  #attributesOf(sets: readonly XmlElement[]): Attributes {
    const values = new Map<string, string>();
    const conditional: string[] = [];
    for (const reference of sets) {
      const set = this.#referenced(reference);
      const isConditional = set.all('rule').length > 0;
      for (const pairReference of set.all('nvpair')) {
        const pair = this.#referenced(pairReference);
        const name = pairReference.attribute('name') ?? pair.attribute('name');
        const value = pair.attribute('value');
        if (name === undefined || value === undefined) continue;
        if (isConditional) conditional.push(name);
        else if (!values.has(name)) values.set(name, value);
      }
    }
    return { values, conditional };
  }

  /** The element that id-ref names, or the element itself. */
  #referenced(element: XmlElement): XmlElement {
    const reference = element.attribute('id-ref');
    return (reference === undefined ? undefined : this.#byId.get(reference)) ?? element;
  }
}

/** `ocf:heartbeat:IPaddr2`, of the resource itself or of its template. */
export function agentOf({ standard, provider, type, template }: Resource): string {
  if (standard === '' && template) return agentOf(template);
  return [standard, provider, type].filter((part) => part !== '').join(':');
}

/** Whether the agent manages a virtual IP: one of floatip, IPaddr2, or its old name IPaddr. */
export function isVirtualIp(resource: Resource): boolean {
  return isAgentOfVirtualIps(agentOf(resource));
}

export function isFloatip(resource: Resource): boolean {
  return isOurAgent(agentOf(resource));
}

export function isIpaddr2(resource: Resource): boolean {
  return IPADDR2_NAMES.includes(agentOf(resource));
}

/** @param agent as agentOf returns it */
export function isAgentOfVirtualIps(agent: string): boolean {
  return isOurAgent(agent) || IPADDR2_NAMES.includes(agent);
}

export function isOurAgent(agent: string): boolean {
  return agent.startsWith('ocf:floatip:');
}

function primitives(
  elements: readonly XmlElement[],
  containers: readonly Container[],
  templates: readonly Resource[],
): Resource[] {
  const found: Resource[] = [];
  for (const element of elements) {
    if (element.name === 'primitive') found.push(resourceFrom(element, containers, templates));
    const container = containerFrom(element);
    if (container)
      found.push(...primitives(element.children, [container, ...containers], templates));
  }
  return found;
}

function containerFrom(element: XmlElement): Container | undefined {
  const id = element.attribute('id') ?? '';
  switch (element.name) {
    case 'group':
      return { kind: 'group', id, element };
    case 'clone':
    // A promotable clone in the syntax before Pacemaker 2.0.
    case 'master':
      return { kind: 'clone', id, element };
    case 'bundle':
      return { kind: 'bundle', id, element };
    default:
      return undefined;
  }
}

function resourceFrom(
  element: XmlElement,
  containers: readonly Container[],
  templates: readonly Resource[],
): Resource {
  const templateId = element.attribute('template');
  return {
    id: element.attribute('id') ?? '',
    standard: element.attribute('class') ?? '',
    provider: element.attribute('provider') ?? '',
    type: element.attribute('type') ?? '',
    isTemplate: element.name === 'template',
    template: templates.find(({ id }) => id === templateId),
    containers,
    element,
  };
}

function withTemplate({ element, template }: Resource): XmlElement[] {
  return template ? [element, template.element] : [element];
}

/** Pacemaker evaluates sets with a higher score first. */
function byScore(sets: readonly XmlElement[]): XmlElement[] {
  return [...sets].sort((a, b) => scoreOf(b) - scoreOf(a));
}

function scoreOf(set: XmlElement): number {
  const score = set.attribute('score') ?? '0';
  if (score === 'INFINITY' || score === '+INFINITY') return Number.MAX_SAFE_INTEGER;
  if (score === '-INFINITY') return Number.MIN_SAFE_INTEGER;
  return Number(score) || 0;
}
