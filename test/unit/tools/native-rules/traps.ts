/**
 * Why there are rules: a program that says one thing under Node.js and another when it is compiled.
 * usage: traps.ts TRAP
 */
interface Wide {
  readonly name: string;
  n: number;
  readonly more: string;
}

interface Narrow {
  readonly name: string;
  n: number;
}

abstract class Base {
  abstract get(): number;
}

class Sub extends Base {
  readonly own = 1;

  get(): number {
    return this.own;
  }
}

class OtherError extends Error {
  readonly code = 1;
}

const wide: Wide = { name: 'a', n: 1, more: '' };
const others: Wide[] = [wide, { name: 'b', n: 1, more: '' }];
const nothing: string[] = [];

const TRAPS: Readonly<Record<string, () => string>> = {
  'error-casts': () => {
    try {
      throw new Error('none');
    } catch (error) {
      return String((error as OtherError).code);
    }
  },
  'function-slots': () => {
    const make: () => Base = () => new Sub();
    return String(make().get());
  },
  'in-operator': () => {
    const record: { readonly a?: string | undefined } = { a: undefined };
    return String('a' in record);
  },
  'loop-captures': () => {
    const made: (() => string)[] = [];
    for (const { name } of others) made.push(() => name);
    return made.map((get) => get()).join();
  },
  'non-null-assertions': () => String(nothing[0] as string),
  octets: () => String(new Uint8Array(1)[nothing.length + 1] ?? 'nothing'),
  'optional-groups': () => /^(a)?b/.exec('b')?.[1] ?? 'nothing',
  'record-copies': () => {
    count(wide);
    return String(wide.n);
  },
  'record-copies of arrays': () => {
    const view: readonly Narrow[] = others;
    others.push(wide);
    return String(view.length);
  },
  'record-identity': () => {
    const view: readonly Narrow[] = others;
    const narrow: Narrow = wide;
    return String(view.some((one) => one === narrow));
  },
  'repeat-counts': () => 'x'.repeat(nothing.length - 1),
};

function count(narrow: Narrow): void {
  narrow.n += 1;
}

function outcomeOf(trap: string): string {
  try {
    return TRAPS[trap]?.() ?? 'no such trap';
  } catch {
    return 'throws';
  }
}

process.stdout.write(outcomeOf(process.argv[2] ?? ''));
