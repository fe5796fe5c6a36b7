import { O_RDONLY, openFile, readLink } from './files.ts';
import { check, libc, unlessRefused } from './libc.ts';

const CLONE_NEWNET = 0x40000000;

/** What open(2) answers to a name under which there can be nothing. */
const NOT_THERE = ['ENOENT', 'ENAMETOOLONG', 'ENOTDIR', 'ELOOP'];

/** What setns(2) answers to a name that a deleted namespace left behind: a plain empty file. */
const NO_NAMESPACE = ['EINVAL'];

/** Where `ip netns add` keeps its namespaces. */
const NETNS_RUN_DIR = '/run/netns';

/**
 * Moves the process into a named network namespace; sockets opened from now on live there.
 * False when there is no such namespace. Throws SystemError for anything else.
 */
export function enterNetworkNamespace(name: string): boolean {
  const path = `${NETNS_RUN_DIR}/${name}`;
  const fd = unlessRefused(NOT_THERE, () => openFile(path, O_RDONLY));
  if (fd === undefined) return false;
  try {
    const setns = () => check(`setns ${path}`, libc.setns(fd, CLONE_NEWNET));
    return unlessRefused(NO_NAMESPACE, setns) !== undefined;
  } finally {
    libc.close(fd);
  }
}

/** The inode number of the process's network namespace, which no other one that exists has. */
export function networkNamespaceId(): number {
  // "net:[4026531840]"
  return Number(readLink('/proc/self/ns/net').slice('net:['.length, -1));
}
