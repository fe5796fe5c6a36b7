/** Names of address protocols (IFA_PROTO), as iproute2 knows them. */

const BUILT_IN = new Map([
  ['kernel_lo', 1],
  ['kernel_ra', 2],
  ['kernel_ll', 3],
]);
/** Lines of a number and a name; the first file is the administrator's. */
const FILES = ['/etc/iproute2/rt_addrprotos', '/usr/share/iproute2/rt_addrprotos'];

/** Undefined when it is neither a number from 1 to 255 nor a known name. */
export function readAddressProtocol(text: string): number | undefined {
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : lookUp(text);
  return value !== undefined && value >= 1 && value <= 255 ? value : undefined;
}

function lookUp(name: string): number | undefined {
  for (const file of FILES) {
    for (const line of linesOf(file)) {
      const [number, word] = line.trim().split(/\s+/);
      if (word === name && number && !number.startsWith('#')) return Number(number);
    }
  }
  return BUILT_IN.get(name);
}

function linesOf(file: string): string[] {
  try {
    // Loaded only here: see lib/kernel/files.ts.
    return process.getBuiltinModule('node:fs').readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
