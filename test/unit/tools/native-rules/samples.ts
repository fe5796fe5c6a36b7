/** What each rule reports, and what it lets pass: one line of a program each. */

export interface Samples {
  readonly bad: readonly string[];
  readonly good: readonly string[];
}

/** What the samples are about: a file of its own. */
export const PRELUDE = `
  export {};
  declare global {
    interface Narrow { readonly a: string }
    interface Wide { readonly a: string; readonly b: string }
    interface Maybe { readonly a: string; readonly b?: string }
    interface Counter { readonly name: string; n: number }
    interface NamedCounter { readonly name: string; n: number; readonly by: string }
    type Shape = { readonly kind: 'round'; r: number } | { readonly kind: 'square'; a: number };
    abstract class Base { abstract get(): number }
    class Sub extends Base { get(): number; readonly own: number; static made(): Sub }
    class Kept { n: number; readonly name: string }
    const wide: Wide;
    const wides: Wide[];
    const narrow: Narrow;
    const maybe: Maybe;
    const counter: NamedCounter;
    const counters: NamedCounter[];
    const kept: Kept;
    const sub: Sub;
    const yes: boolean;
    const text: string;
    const bytes: Uint8Array;
    const words: Uint32Array;
    function count(x: Counter): void;
    function name(x: Narrow): string;
    function made(): NamedCounter;
    function call(f: (x: Wide) => string): void;
    function use(...x: unknown[]): void;
  }
`;

export const SAMPLES: Readonly<Record<string, Samples>> = {
  'error-casts': {
    bad: ['try {} catch (error) { use((error as RangeError).message); }'],
    good: [
      'try {} catch (error) { use((error as Error).message); }',
      'use((text as unknown) as string);',
    ],
  },
  'foreign-globals': {
    bad: ['use(process.env);', 'process.exit(1);', 'console.log(1);', 'const { argv } = process;'],
    good: ['const process = { env: 1 }; use(process.env);', 'use({ console: 1 });'],
  },
  'foreign-imports': {
    bad: ["import { readFileSync } from 'node:fs'; use(readFileSync);"],
    good: [
      "import type { Stats } from 'node:fs'; declare const stats: Stats; use(stats);",
      "use(import('node:fs'));",
    ],
  },
  'function-slots': {
    bad: [
      'call(name);',
      'call((x: Narrow) => x.a);',
      'const make: () => Base = () => new Sub();',
      'const make: () => Base = () => Sub.made();',
      'function made(): { make(): Base } { return { make: () => new Sub() }; }',
      'const makers: Record<string, () => Base> = { sub: () => new Sub() };',
      'const makers: (() => Narrow)[] = []; makers.push(() => wide);',
      'const fail: () => Error = () => new RangeError();',
      'const lengthOf = (x: readonly Narrow[]) => x.length; const f: (x: Wide[]) => number = lengthOf;',
      'declare const takes: (f: (x: Wide) => string) => void; const f: (f: (x: Narrow) => string) => void = takes;',
    ],
    good: [
      'call((x) => name(x));',
      'call(() => text);',
      'const make: () => Base = (): Base => new Sub();',
      'const read: (x: Wide) => unknown = (x) => x.a;',
      'const either: (x: string) => string | undefined = (x: string | number) => String(x);',
      'use(wides.map((x) => name(x)));',
    ],
  },
  'in-operator': {
    bad: ["use('b' in maybe);"],
    good: [
      'for (const key in maybe) use(key);',
      "const one = yes ? wide : narrow; use('b' in one);",
    ],
  },
  'loop-captures': {
    bad: [
      'const made = []; for (const { a } of wides) made.push(() => a);',
      'const made = []; for (const x of wides) { const { a } = x; made.push(() => a); }',
      'const made = []; for (const [key] of new Map([[1, 2]])) made.push(() => key);',
      'const made = []; let i = 0; while (i++ < 3) { const [a] = wides; made.push({ f: () => ({ a }) }); }',
      'for (const { a } of wides) { const later = () => a; use(later); }',
      'const made = []; for (const { a } of wides) made.push(wides.map((x) => () => x.a + a));',
      'for (const { a } of wides) { function later() { return a; } use(later); }',
    ],
    good: [
      'const made = []; for (const x of wides) made.push(() => x.a);',
      'const made = []; for (const x of wides) { const a = x.a; made.push(() => a); }',
      'for (const { a } of wides) use(wides.filter((x) => x.a === a));',
      'const made = []; const step = ({ a }: Wide) => made.push(() => a); for (const x of wides) step(x);',
      'const { a } = wide; const made = []; for (const x of wides) made.push(() => a + x.a);',
    ],
  },
  'non-null-assertions': {
    bad: [
      'use(wides[0]!.a);',
      'use((wides[0] as Wide).a);',
      'use(new Map<string, Wide>().get(text) as Wide);',
    ],
    good: ['use(!wides[0]);', 'use(wides[0] as Wide | undefined);', 'use(text as unknown);'],
  },
  octets: {
    bad: [
      'use(bytes[0]);',
      'bytes[0] = 1;',
      'words[0] ??= 1;',
      'const [first] = bytes; use(first);',
      'let first; [first] = bytes; use(first);',
      'for (const [first] of [bytes]) use(first);',
      'const f = ([first]: Uint8Array) => first; use(f);',
      'const some: Uint8Array | undefined = yes ? bytes : undefined; use(some?.[0]);',
    ],
    good: [
      'for (const octet of bytes) use(octet);',
      'use(new DataView(bytes.buffer).getUint8(0));',
      'use(wides[0]);',
      'const [first] = wides; use(first);',
    ],
  },
  'optional-groups': {
    bad: ['use(/^(a)?b/);', 'use(/(a)|b/);', "use(new RegExp('(a)*'));"],
    good: ['use(/^(a?)b/);', 'use(/^(?:a)?b/);', "use(new RegExp('(a*)'));"],
  },
  'outside-text': {
    bad: [
      'use(new TextDecoder().decode(bytes));',
      'use(String.fromCharCode(65));',
      'use(String.fromCodePoint(65));',
      'use(Buffer.from(bytes).toString());',
    ],
    good: ['use(String(1));', 'use(new TextEncoder().encode(text));', 'use({ Buffer: 1 });'],
  },
  'record-copies': {
    bad: [
      'count(counter);',
      'const x: Counter = counter;',
      'const x: Pick<NamedCounter, "n"> = counter;',
      'const x: Partial<NamedCounter> = counter;',
      'const x: NamedCounter & { readonly q?: string } = counter;',
      'const x = { a: 1, b: counter as Counter };',
      'function f(): Counter { return counter; }',
      'const f = (): Counter => counter;',
      'const xs: Counter[] = []; xs.push(counter);',
      'const xs: Counter[] = [counter];',
      'const xs: Counter[] = [...counters];',
      'const x: { readonly inner: Counter } = { inner: counter };',
      'declare const outer: { readonly inner: NamedCounter }; const x: { readonly inner: Counter } = outer;',
      'let x: Counter | undefined; x = counter;',
      'declare const c: Counter; const x = yes ? counter : c;',
      'declare const c: Counter; const xs = [counter, c];',
      'declare const c: Counter; function f() { if (yes) return counter; return c; }',
      'declare const shape: Shape; const x: { readonly kind: string } & { q?: 1 } = shape as { kind: "round"; r: number };',
      'class Holder { counter: Counter = counter; }',
      'count(made());',
      // Arrays whose elements have another shape.
      'const xs: Narrow[] = wides;',
      'const xs: readonly Narrow[] = wides;',
      'const xs: readonly (Wide | undefined)[] = wides;',
      'declare const subs: Sub[]; const xs: readonly Base[] = subs;',
      'const xs: number[] = []; const ys: readonly (number | undefined)[] = xs; xs.push(1);',
      // Functions among the fields.
      'declare const log: { write(x: string): void; close(): void }; const x: { write(x: string): void } = log;',
      // An instance where a record is expected.
      'const x: { readonly name: string } = kept;',
      'class Self { readonly name = ""; me(): { readonly name: string } { return this; } }',
      // A predicate makes another shape of the value.
      'interface Open { v: number | undefined } function has(x: Open): x is { v: number } { return true; } declare const open: Open; if (has(open)) { const x: { v: number } = open; }',
    ],
    good: [
      'name(wide);',
      'const x: Maybe = narrow;',
      'count({ name: "", n: 1 });',
      'const x: NamedCounter = counter;',
      'const x: { by: string; name: string; n: number } = counter;',
      'const x: Readonly<NamedCounter> = counter;',
      'function f<T extends Counter>(x: T): T { return x; } use(f(counter));',
      'const x: Base = sub;',
      'const { n }: { readonly n: number } = { n: 1 };',
      'const { by } = made();',
      'const x: Shape = { kind: "round", r: 1 };',
      'declare const round: { readonly kind: "round"; r: number }; const x: Shape = round;',
      'declare const list: readonly Wide[]; const xs: readonly Narrow[] = list;',
      'const xs: readonly Wide[] = wides;',
      'function f(): readonly Narrow[] { const xs: Wide[] = []; xs.push(wide); return xs; }',
      'function f() { const xs = wides.map((x) => x); const ys: readonly Narrow[] = xs; return ys; }',
      'use(text.split(/,/), text.replace(/a/, ""));',
      'const x: NamedCounter | undefined = yes ? counter : undefined;',
      'interface Open { v: number | undefined } declare const open: Open; if (open.v !== undefined) { const x: Open = open; }',
    ],
  },
  'record-identity': {
    bad: [
      'use(wide === narrow);',
      'use(wides.find((x) => x !== wide));',
      'use(wides.includes(wide));',
      'use(wides.indexOf(wide));',
      'use(new Set<Wide>());',
      'use(new Map([[wide, 1]]));',
      'use(wides === wides);',
      'declare const one: Wide | undefined; use(one === wide);',
    ],
    good: [
      'use(sub === sub, sub === kept as unknown);',
      'declare const one: Wide | undefined; use(one === undefined);',
      'declare const one: Wide | "any"; use(one === "any");',
      "use(['a'].includes(text), text.includes('a'));",
      'use(new Set<string>(), new Map<string, Wide>(), new Set<Sub>());',
      'use([sub].includes(sub), bytes === bytes);',
    ],
  },
  'repeat-counts': {
    bad: ["declare const n: number; use('x'.repeat(n));", "use('x'.repeat(-1));"],
    good: ["use('x'.repeat(3), ''.padEnd(3, 'x'));"],
  },
  'string-elements': {
    bad: [
      'use(text[0]);',
      "use('abc'[1]);",
      "declare const t: 'a' | 'b' | undefined; use(t?.[0]);",
    ],
    good: [
      'use(text.at(0));',
      'use([text][0]);',
      'declare const d: Record<string, string>; use(d[text]);',
    ],
  },
  'unnamed-state': {
    bad: [
      'const x = { n: 1 }; x.n = 2;',
      'const x = { n: 1 }; x.n++;',
      'const x = { n: 1 }; --x.n;',
    ],
    good: [
      'const x: Counter = { name: "", n: 1 }; x.n++;',
      'kept.n += 1;',
      'let x = { n: 1 }; x = { n: 2 };',
    ],
  },
};
