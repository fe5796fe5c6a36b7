import { AF_UNIX } from '../wire/sockaddr.ts';
import { O_RDONLY, openFile, readLink, statusOfOpen } from './files.ts';
import { check, unlessRefused } from './system-error.ts';

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
    const setns = () => check(`setns ${path}`, sys_setns(fd, CLONE_NEWNET));
    return unlessRefused(NO_NAMESPACE, setns) !== undefined;
  } finally {
    sys_close(fd);
  }
}

/** What a process can see of itself where /proc is mounted. */
const OWN_NAMESPACE = '/proc/self/ns/net';

const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
/** linux/sockios.h: a descriptor of the network namespace that a socket is in. */
const SIOCGSKNS = 0x894c;

/** The inode number of the process's network namespace, which no other one that exists has. */
export function networkNamespaceId(): number {
  const link = unlessRefused(NOT_THERE, () => readLink(OWN_NAMESPACE));
  // "net:[4026531840]"
  return link === undefined ? idByItsSocket() : Number(link.slice('net:['.length, -1));
}

/** The same without /proc. @throws SystemError where CAP_NET_ADMIN is missing */
function idByItsSocket(): number {
  const socket = check('socket AF_UNIX', sys_socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  try {
    const namespace = check('SIOCGSKNS', sys_ioctl(socket, SIOCGSKNS, new Uint8Array(1)));
    try {
      return statusOfOpen(namespace).inode;
    } finally {
      sys_close(namespace);
    }
  } finally {
    sys_close(socket);
  }
}
