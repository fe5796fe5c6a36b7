/** Settings of an interface in /proc/sys/net, in the network namespace of the process. */
import { octetAt } from '../wire/octets.ts';
import { O_RDONLY, openFile, writeFile } from './files.ts';

type Setting = 'ipv4/promote_secondaries' | 'ipv6/forwarding';

/** @param linkName an interface, or `all` */
export function isSet(setting: Setting, linkName: string): boolean {
  const fd = openFile(pathOf(setting, linkName), O_RDONLY);
  try {
    const digit = new Uint8Array(1);
    return sys_read(fd, digit) === 1 && octetAt(digit, 0) !== 0x30;
  } finally {
    sys_close(fd);
  }
}

export function set(setting: Setting, linkName: string, on: boolean): void {
  writeFile(pathOf(setting, linkName), 0, on ? '1' : '0');
}

function pathOf(setting: Setting, linkName: string): string {
  const slash = setting.indexOf('/');
  const family = setting.slice(0, slash);
  return `/proc/sys/net/${family}/conf/${linkName}/${setting.slice(slash + 1)}`;
}
