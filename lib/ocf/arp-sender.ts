/** What configurations of IPaddr2 say about the program that sends its ARP packets; here there is none. */

import { wordsOf } from '../wire/characters.ts';
import type { ArpType } from './request.ts';

/** The programs, and which arp_type has the packets that they send. */
export const ARP_SENDERS: ReadonlyMap<string, ArpType> = new Map([
  ['send_arp', 'both'],
  ['iputils_arping', 'request'],
  ['libnet_arping', 'request'],
  ['ipoibarping', 'request'],
]);

export interface SendArpOptions {
  /** What they say about the packets. */
  readonly type: ArpType | undefined;
  /** The others, which mean nothing here. */
  readonly others: readonly string[];
}

/** As arping(8) of iputils: `-A` for replies, also beside the `-U` that IPaddr2 always gives. */
export function readSendArpOptions(text: string): SendArpOptions {
  const words = wordsOf(text);
  const others = words.filter((word) => word !== '-A' && word !== '-U');
  if (words.includes('-A')) return { type: 'reply', others };
  return { type: words.includes('-U') ? 'request' : undefined, others };
}
