/** Searches the other network namespaces of the host. */
import type { IpAddress } from '../wire/ip-address.ts';
import { Addresses } from './addresses.ts';
import { listDirectory } from './files.ts';
import {
  enterNamespaceFile,
  enterNetworkNamespace,
  NETNS_RUN_DIR,
  networkNamespaceId,
} from './namespace.ts';
import { NetlinkSocket } from './netlink-socket.ts';
import { undefinedOnErrno } from './system-error.ts';

/** The namespace of the host itself. */
const FIRST_PROCESS = '/proc/1/ns/net';
/** In a container, or as an ordinary user. */
function notAllowed(): readonly string[] {
  return ['EACCES', 'EPERM'];
}
const MAX_NAMESPACES = 200;

/**
 * The names of the namespaces of `ip netns` with the address; an empty name for that of the first process. Leaves the
 * process in one of them.
 */
export function findInNamespaces(ip: IpAddress): string[] {
  const found: string[] = [];
  const own = networkNamespaceId();
  const looked = [own];
  const look = (name: string) => {
    const id = networkNamespaceId();
    if (looked.includes(id)) return;
    looked.push(id);
    const netlink = new NetlinkSocket();
    if (new Addresses(netlink).find(ip).length > 0) found.push(name);
    netlink.close();
  };
  if (undefinedOnErrno(notAllowed(), () => enterNamespaceFile(FIRST_PROCESS)) === true) look('');
  const names = listDirectory(NETNS_RUN_DIR).filter((name) => !name.startsWith('.'));
  for (const name of names.slice(0, MAX_NAMESPACES)) {
    if (undefinedOnErrno(notAllowed(), () => enterNetworkNamespace(name)) === true) look(name);
  }
  return found;
}
