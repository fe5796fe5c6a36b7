/** What a round of an announcement is made of. */
export interface Packet {
  readonly etherType: number;
  /** Link-layer destination, as long as the link's own addresses. */
  readonly destination: Uint8Array;
  readonly payload: Uint8Array;
}
