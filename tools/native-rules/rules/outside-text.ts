/**
 * Text that is not UTF-8 is read past its end, or for ever. What comes from outside is octets, and becomes
 * text in lib/wire/utf8.ts alone.
 */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';
import { globalName } from '../types/global-name.ts';

/** The globals that make text of octets or of numbers, and those members that do where not all of them do. */
const MAKERS: Readonly<Record<string, readonly string[] | 'all'>> = {
  Buffer: 'all',
  TextDecoder: 'all',
  TextDecoderStream: 'all',
  String: ['fromCharCode', 'fromCodePoint', 'raw'],
  atob: 'all',
  decodeURIComponent: 'all',
  unescape: 'all',
};

export const outsideText: Rule = {
  name: 'outside-text',
  inspect: (node, checker) => {
    const maker = makerAt(node, checker);
    if (maker === undefined) return [];
    return [
      { node, advice: `${maker} makes text: use decodeUtf8, or compare the octets or codes` },
    ];
  },
};

function makerAt(node: ts.Node, checker: ts.TypeChecker): string | undefined {
  const name = globalName(node, checker);
  const members = name === undefined ? undefined : MAKERS[name];
  if (members === undefined || members === 'all') return members && name;
  const { parent } = node;
  const isMember = ts.isPropertyAccessExpression(parent) && members.includes(parent.name.text);
  return isMember ? parent.getText() : undefined;
}
