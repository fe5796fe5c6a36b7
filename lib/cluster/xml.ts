/** The XML of Pacemaker's tools, as a tree. */
/// <reference path="./xml2js-parser.d.ts" />
import { elements, member } from '../wire/json.ts';

export class XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly #attributes: ReadonlyMap<string, string>;

  /** @param node an element as xml2js represents it with explicitChildren and preserveChildrenOrder */
  constructor(node: unknown) {
    this.name = textOf(member(node, '#name')) ?? '';
    this.#attributes = attributesOf(member(node, '$'));
    const children: XmlElement[] = [];
    for (const child of elements(member(node, '$$'))) children.push(new XmlElement(child));
    this.children = children;
  }

  attribute(name: string): string | undefined {
    return this.#attributes.get(name);
  }

  /** The children with this name. */
  all(name: string): readonly XmlElement[] {
    return this.children.filter((child) => child.name === name);
  }

  /** The first descendant on a path of names. */
  find(...path: readonly string[]): XmlElement | undefined {
    let found: XmlElement | undefined = this;
    for (const name of path) found = found?.all(name).at(0);
    return found;
  }

  /** This element and all its descendants, in document order. */
  withDescendants(): readonly XmlElement[] {
    const found: XmlElement[] = [this];
    for (const child of this.children) found.push(...child.withDescendants());
    return found;
  }
}

/**
 * Starts the JavaScript engine, which runs xml2js. Without its index, which also loads the writer of XML: the
 * executable is 65 kB smaller.
 * @param source the name of the program or file that the text comes from, for the error message
 * @throws Error if the text is not well-formed
 */
export async function parseXml(text: string, source: string): Promise<XmlElement> {
  const { parseStringPromise } = await import('xml2js/lib/parser.js');
  let root: XmlElement | undefined;
  try {
    const options = { explicitChildren: true, preserveChildrenOrder: true, explicitRoot: false };
    // Only text leaves the engine.
    root = new XmlElement(JSON.parse(JSON.stringify(await parseStringPromise(text, options))));
  } catch {
    root = undefined;
  }
  // xml2js has no result for an empty text.
  if (!root || root.name === '') throw new Error(`${source}: not well-formed XML`);
  return root;
}

function attributesOf(value: unknown): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  if (typeof value !== 'object' || value === null) return attributes;
  const pairs: readonly unknown[] = Object.entries(value);
  for (const pair of pairs) {
    const [name, text] = elements(pair);
    if (typeof name === 'string' && typeof text === 'string') attributes.set(name, text);
  }
  return attributes;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
