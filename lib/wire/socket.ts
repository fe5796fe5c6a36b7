/** Constants of socket(2), as linux/socket.h and asm-generic/socket.h define them. */

export const AF_UNIX = 1;
export const AF_INET = 2;
/** Forwarding tables of bridges, in rtnetlink. */
export const AF_BRIDGE = 7;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const AF_PACKET = 17;

export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_CLOEXEC = 0o2000000;

export const MSG_TRUNC = 0x20;
export const MSG_DONTWAIT = 0x40;
export const MSG_NOSIGNAL = 0x4000;

export const SOL_SOCKET = 1;
export const SOL_NETLINK = 270;

export const SO_RCVTIMEO = 20;
