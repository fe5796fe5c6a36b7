/** Numbers in network byte order. */
export { getNetworkU16, putNetworkU16 } from './octets.ts';
