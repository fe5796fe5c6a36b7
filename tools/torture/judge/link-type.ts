/** LINKTYPE_ETHERNET; LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2 of captures on the interface "any". */
export type LinkType = 'Ethernet' | 'SLL' | 'SLL2';

const LINK_TYPES: ReadonlyMap<number, LinkType> = new Map([
  [1, 'Ethernet'],
  [113, 'SLL'],
  [276, 'SLL2'],
]);

/** @throws Error */
export function linkTypeOf(number: number): LinkType {
  const type = LINK_TYPES.get(number);
  if (type === undefined) throw new Error(`the capture has link type ${number}, not Ethernet`);
  return type;
}
