/** Link-layer addresses as text: `52:54:00:12:34:56`; 6 octets on Ethernet, 20 on InfiniBand. */
export function formatHardwareAddress(bytes: Uint8Array): string {
  return [...bytes].map((octet) => octet.toString(16).padStart(2, '0')).join(':');
}

/** Of well-formed text, in either case. */
export function parseHardwareAddress(text: string): Uint8Array {
  return Uint8Array.fromHex(text.replaceAll(':', ''));
}
