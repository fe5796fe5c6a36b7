/** What the kernel has allocated, on the whole machine: other programs change it too. */
import { readFileSync } from 'node:fs';

/** Slabs of objects that exist for each address or route. */
const SLABS = ['ip_fib_alias', 'ip_fib_trie', 'ip6_dst_cache'];

export interface KernelMemory {
  /** Active objects by the name of their slab; empty if /proc/slabinfo cannot be read. */
  readonly objects: Readonly<Record<string, number>>;
  /** SUnreclaim of /proc/meminfo, in kB. */
  readonly unreclaimable: number;
  /** Allocated file handles, of /proc/sys/fs/file-nr. */
  readonly files: number;
}

export function kernelMemory(): KernelMemory {
  const objects: Record<string, number> = {};
  for (const line of linesOf('/proc/slabinfo')) {
    const [name = '', active = ''] = line.split(/ +/);
    if (SLABS.includes(name)) objects[name] = Number(active);
  }
  const [, kilobytes = '0'] =
    /^SUnreclaim: +(\d+) kB/m.exec(linesOf('/proc/meminfo').join('\n')) ?? [];
  const [files = '0'] = (linesOf('/proc/sys/fs/file-nr')[0] ?? '').split('\t');
  return { objects, unreclaimable: Number(kilobytes), files: Number(files) };
}

/** Lines of text: name, before, after. */
export function compareMemory(before: KernelMemory, after: KernelMemory): string[] {
  const objects = Object.entries(after.objects).map(
    ([name, count]) => `${name}: ${before.objects[name] ?? 0} objects before, ${count} after`,
  );
  return [
    ...objects,
    `slabs of the kernel that cannot be reclaimed: ${before.unreclaimable} kB before, ${after.unreclaimable} kB after`,
    `open files of the machine: ${before.files} before, ${after.files} after`,
  ];
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
