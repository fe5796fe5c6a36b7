/** One packet of an announcement round. */
export interface Packet {
  readonly etherType: number;
  /** Link-layer destination, as long as the link's own addresses. */
  readonly destination: Uint8Array;
  readonly payload: Uint8Array;
}
