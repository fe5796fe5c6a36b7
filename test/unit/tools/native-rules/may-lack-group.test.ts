import { expect, it } from 'vitest';
import { mayLackGroup } from '../../../../tools/native-rules/syntax/may-lack-group.ts';

it.each([
  '(a)?',
  '(a)*',
  '(a){0,2}',
  '(a){0}',
  '(?:x(a))?',
  '(a)|b',
  'b|(a)',
  '(?:(a)|b)',
  '((a)|b)',
  '(?!(a))',
  '(?<!(a))',
  '(?<name>a)?',
  '[(](a)?',
  '\\((a)?',
  '(?:(?:(a)))*',
])('may lack one: %s', (pattern) => expect(mayLackGroup(pattern)).toBe(true));

it.each([
  '',
  'a|b',
  '(a)',
  '(a?)',
  '(a|b)',
  '(a)+',
  '(a){1,2}',
  '(?:a)?(b)',
  '(?:a|b)(c)',
  '(?=(a))',
  '(?<=(a))',
  '(?!a)(b)',
  '(?<name>a)',
  '\\(a\\)?',
  '[(a)]?',
  '[\\](a)]?',
  '(a)\\?',
])('never lacks one: %s', (pattern) => expect(mayLackGroup(pattern)).toBe(false));
