import { AF_UNIX, SOCK_CLOEXEC, SOCK_DGRAM } from '../wire/socket.ts';
import { O_RDONLY, openFile, readLink, statusOfDescriptor } from './files.ts';
import { check, undefinedOnErrno } from './system-error.ts';

const CLONE_NEWNET = 0x40000000;

const NO_SUCH_NAME = ['ENOENT', 'ENAMETOOLONG', 'ENOTDIR', 'ELOOP'];

/** The error of setns(2) on an empty file, which `ip netns delete` can leave behind. */
const NOT_A_NAMESPACE = ['EINVAL'];

/** The directory of `ip netns add`. */
const NETNS_RUN_DIR = '/run/netns';

/**
 * Moves the process into a network namespace of `ip netns`; sockets that are already open stay in the old one.
 * Returns false if there is no such namespace. @throws SystemError
 */
export function enterNetworkNamespace(name: string): boolean {
  const path = `${NETNS_RUN_DIR}/${name}`;
  const fd = undefinedOnErrno(NO_SUCH_NAME, () => openFile(path, O_RDONLY));
  if (fd === undefined) return false;
  try {
    const setns = () => check(`setns ${path}`, sys_setns(fd, CLONE_NEWNET));
    return undefinedOnErrno(NOT_A_NAMESPACE, setns) !== undefined;
  } finally {
    sys_close(fd);
  }
}

const OWN_NAMESPACE = '/proc/self/ns/net';

/** linux/sockios.h: returns a descriptor of the network namespace of a socket. */
const SIOCGSKNS = 0x894c;

/** The inode number of the network namespace of the process, unique among the existing namespaces. */
export function networkNamespaceId(): number {
  const link = undefinedOnErrno(NO_SUCH_NAME, () => readLink(OWN_NAMESPACE));
  // "net:[4026531840]"
  return link === undefined ? namespaceIdOfSocket() : Number(link.slice('net:['.length, -1));
}

/** The inode number, read without /proc; needs CAP_NET_ADMIN. @throws SystemError */
function namespaceIdOfSocket(): number {
  const socket = check('socket AF_UNIX', sys_socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  try {
    const namespace = check('SIOCGSKNS', sys_ioctl(socket, SIOCGSKNS, new Uint8Array(1)));
    try {
      return statusOfDescriptor(namespace).inode;
    } finally {
      sys_close(namespace);
    }
  } finally {
    sys_close(socket);
  }
}
