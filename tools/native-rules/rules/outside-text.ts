/**
 * The compiled program reads text that is not UTF-8 past its end, or without end. Input is octets; only
 * lib/wire/utf8.ts converts it to text.
 */
import ts from 'typescript5';
import type { Rule } from '../rule.ts';
import { globalName } from '../types/global-name.ts';

/** Globals that convert octets or numbers to text; 'all', or those of their members that do. */
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
    return [{ node, advice: `${maker} creates text: use decodeUtf8, or compare octets or codes` }];
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
