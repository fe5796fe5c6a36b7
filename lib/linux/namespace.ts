import { cString } from '../wire/c-string.ts';
import { isDigit } from '../wire/characters.ts';
import { octetAt } from '../wire/octets.ts';
import { AF_UNIX, SOCK_CLOEXEC, SOCK_DGRAM } from '../wire/socket.ts';
import { listDirectory, O_RDONLY, openFile, statusOf, statusOfDescriptor } from './files.ts';
import { check, undefinedOnErrno } from './system-error.ts';

const CLONE_NEWNET = 0x40000000;

const NO_SUCH_NAME = ['ENOENT', 'ENAMETOOLONG', 'ENOTDIR', 'ELOOP'];

/** The error of setns(2) on an empty file, which `ip netns delete` can leave behind. */
const NOT_A_NAMESPACE = ['EINVAL'];

/** The directory of `ip netns add`. */
export const NETNS_RUN_DIR = '/run/netns';

/**
 * Moves the process into a network namespace of `ip netns`; sockets that are already open stay in the old one.
 * Returns false if there is no such namespace. @throws SystemError
 */
export function enterNetworkNamespace(name: string): boolean {
  return enterNamespaceFile(`${NETNS_RUN_DIR}/${name}`);
}

/** The same for a file that stands for a network namespace. @throws SystemError */
export function enterNamespaceFile(path: string): boolean {
  const fd = undefinedOnErrno(NO_SUCH_NAME, () => openFile(path, O_RDONLY));
  if (fd === undefined) return false;
  try {
    const setns = () => check(`setns ${path}`, sys_setns(fd, CLONE_NEWNET));
    return undefinedOnErrno(NOT_A_NAMESPACE, setns) !== undefined;
  } finally {
    sys_close(fd);
  }
}

/**
 * Runs `work`, which may enter other network namespaces, and returns to the one of before. Works without /proc if the
 * process has CAP_NET_ADMIN. @throws SystemError
 */
export function comingBack<T>(work: () => T): T {
  const own =
    undefinedOnErrno(NO_SUCH_NAME, () => openFile(OWN_NAMESPACE, O_RDONLY)) ?? namespaceOfSocket();
  try {
    return work();
  } finally {
    try {
      check(`setns ${OWN_NAMESPACE}`, sys_setns(own, CLONE_NEWNET));
    } finally {
      sys_close(own);
    }
  }
}

/** The inode number of a network namespace of `ip netns`; undefined if there is none. @throws SystemError */
export function namedNamespaceId(name: string): number | undefined {
  return undefinedOnErrno(NO_SUCH_NAME, () => statusOf(`${NETNS_RUN_DIR}/${name}`).inode);
}

/** The names of the network namespaces of `ip netns`. */
export function namespaceNames(): string[] {
  return listDirectory(NETNS_RUN_DIR).filter((name) => !name.startsWith('.'));
}

const OWN_NAMESPACE = '/proc/self/ns/net';
/** In octets: `net:[4026531840]`. */
const MAX_LINK_LENGTH = 32;

/** linux/sockios.h: returns a descriptor of the network namespace of a socket. */
const SIOCGSKNS = 0x894c;

/** The inode number of the network namespace of the process, unique among the existing namespaces. */
export function networkNamespaceId(): number {
  const link = new Uint8Array(MAX_LINK_LENGTH);
  const length = sys_readlink(cString(OWN_NAMESPACE), link);
  return length > 0 ? numberIn(link) : namespaceIdOfSocket();
}

/** The decimal number in `net:[4026531840]`. */
function numberIn(link: Uint8Array): number {
  let number = 0;
  for (let at = 0; at < link.length; at++) {
    const code = octetAt(link, at);
    if (isDigit(code)) number = 10 * number + code - 0x30;
  }
  return number;
}

/** The inode number, read without /proc; needs CAP_NET_ADMIN. @throws SystemError */
function namespaceIdOfSocket(): number {
  const namespace = namespaceOfSocket();
  try {
    return statusOfDescriptor(namespace).inode;
  } finally {
    sys_close(namespace);
  }
}

/** A descriptor of the network namespace of the process; needs CAP_NET_ADMIN. @throws SystemError */
function namespaceOfSocket(): number {
  const socket = check('socket AF_UNIX', sys_socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  try {
    return check('SIOCGSKNS', sys_ioctl(socket, SIOCGSKNS, new Uint8Array(1)));
  } finally {
    sys_close(socket);
  }
}
