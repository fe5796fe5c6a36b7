import { O_RDONLY, openFile, readLink } from './files.ts';
import { check, libc, SystemError } from './libc.ts';

const CLONE_NEWNET = 0x40000000;

/** What open(2) answers to a name under which there can be nothing. */
const NOT_THERE = new Set(['ENOENT', 'ENAMETOOLONG', 'ENOTDIR', 'ELOOP']);

/** Where `ip netns add` keeps its namespaces. */
const NETNS_RUN_DIR = '/run/netns';

/**
 * Moves the process into a named network namespace; sockets opened from now on live there.
 * False when there is no such namespace. Throws SystemError for anything else.
 */
export function enterNetworkNamespace(name: string): boolean {
  const path = `${NETNS_RUN_DIR}/${name}`;
  let fd: number;
  try {
    fd = openFile(path, O_RDONLY);
  } catch (error) {
    if (error instanceof SystemError && NOT_THERE.has(error.code)) return false;
    throw error;
  }
  try {
    check(`setns ${path}`, libc.setns(fd, CLONE_NEWNET));
  } catch (error) {
    // A name that a deleted namespace left behind is a plain empty file.
    if (error instanceof SystemError && error.code === 'EINVAL') return false;
    throw error;
  } finally {
    libc.close(fd);
  }
  return true;
}

/** The inode number of the process's network namespace, which no other one that exists has. */
export function networkNamespaceId(): number {
  // "net:[4026531840]"
  return Number(readLink('/proc/self/ns/net').slice('net:['.length, -1));
}
