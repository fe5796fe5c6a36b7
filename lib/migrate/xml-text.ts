/** Text of XML, for the tools of Pacemaker. */

export type XmlAttributes = readonly (readonly [name: string, value: string])[];

/** An element with its attributes, around `content`, which is XML. */
export function elementText(name: string, attributes: XmlAttributes, content = ''): string {
  let start = `<${name}`;
  for (const [key, value] of attributes) start += ` ${key}="${escaped(value)}"`;
  return content === '' ? `${start}/>` : `${start}>${content}</${name}>`;
}

/** A string of XPath 1.0, which has no escapes. @throws Error if the text has both kinds of quotes */
export function xpathText(text: string): string {
  if (!text.includes("'")) return `'${text}'`;
  if (!text.includes('"')) return `"${text}"`;
  throw new Error(`not usable in XPath: ${text}`);
}

function escaped(text: string): string {
  let result = '';
  for (const character of text) {
    if (character === '&') result += '&amp;';
    else if (character === '<') result += '&lt;';
    else if (character === '>') result += '&gt;';
    else if (character === '"') result += '&quot;';
    else result += character;
  }
  return result;
}
