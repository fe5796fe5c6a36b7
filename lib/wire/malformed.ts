/** Bytes that do not follow the layout they claim: shorter than their own length fields, mostly. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}
