import { describe, expect, it } from 'vitest';
import {
  consistsOf,
  decimalNumber,
  hexNumber,
  isAnyOf,
  isControl,
  isDigit,
  isHexDigit,
  isLetter,
  isSpace,
  wordsOf,
} from '../../../lib/wire/characters.ts';
import { range } from '../support/malformed.ts';

/** The regular expression of each class, which the compiled program cannot use. */
const CLASSES: [string, (code: number) => boolean, RegExp][] = [
  ['isDigit', isDigit, /[0-9]/],
  ['isHexDigit', isHexDigit, /[0-9a-fA-F]/],
  ['isLetter', isLetter, /[a-zA-Z]/],
  ['isSpace', isSpace, /\s/],
  ['isControl', isControl, /[\p{Cc}\u2028\u2029]/u],
];

describe.each(CLASSES)('%s', (_, isOne, expected) => {
  it('agrees with its regular expression on every code unit', () => {
    const differing = range(0, 0xffff).filter(
      (code) => isOne(code) !== expected.test(String.fromCharCode(code)),
    );
    expect(differing).toEqual([]);
  });
});

describe('isAnyOf', () => {
  it.each([
    ['a', 'abc', true],
    ['c', 'abc', true],
    ['d', 'abc', false],
    ['a', '', false],
  ])('%s of %j: %s', (character, characters, expected) => {
    expect(isAnyOf(character.charCodeAt(0), characters)).toBe(expected);
  });
});

describe('consistsOf', () => {
  it.each([
    ['', true],
    ['0', true],
    ['0123456789', true],
    ['a0', false],
    ['0a', false],
    ['0a0', false],
  ])('%j of digits: %s', (text, expected) => {
    expect(consistsOf(text, isDigit)).toBe(expected);
  });
});

describe('decimalNumber, of at most 3 digits', () => {
  it.each([
    ['0', 0],
    ['007', 7],
    ['999', 999],
    ['1000', undefined],
    ['', undefined],
    ['-1', undefined],
    ['+1', undefined],
    ['1 ', undefined],
    ['1.', undefined],
    ['1e1', undefined],
    ['0x1', undefined],
    ['١', undefined],
  ])('%j: %s', (text, expected) => {
    expect(decimalNumber(text, 3)).toBe(expected);
  });
});

describe('hexNumber, of at most 2 digits', () => {
  it.each([
    ['0x0', 0],
    ['0xfF', 255],
    ['0X1a', 26],
    ['0x100', undefined],
    ['0x', undefined],
    ['', undefined],
    ['ff', undefined],
    ['0xg', undefined],
    ['0x-', undefined],
    ['00', undefined],
    ['x00', undefined],
  ])('%j: %s', (text, expected) => {
    expect(hexNumber(text, 2)).toBe(expected);
  });
});

describe('wordsOf', () => {
  it.each([
    ['', []],
    [' \t\n', []],
    ['one', ['one']],
    ['one two', ['one', 'two']],
    ['  one\t\r\n two\u00a0three ', ['one', 'two', 'three']],
    ['a b', ['a', 'b']],
  ])('%j: %j', (text, expected) => {
    expect(wordsOf(text)).toEqual(expected);
  });
});
