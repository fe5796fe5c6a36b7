/** preferred_lft: how long the address may be chosen as a source. */
import type { Case } from '../case.ts';
import { USUAL_IPV6 } from '../ipv6.ts';
import {
  advertisedOnlyBy,
  refusedByStart,
  startedOnlyHere,
  USUAL_IPV6_ADDRESS,
} from '../usual-differences.ts';

const lifetime = (preferred_lft: string) => ({
  name: `'${preferred_lft}'`,
  parameters: { ...USUAL_IPV6, preferred_lft },
});

export const IPV6_LIFETIME: readonly Case[] = [
  ...['forever', '0', '600', '3600', '4294967280', '4294967295'].map(lifetime),
  ...['4294967296', '-1', '10m', 'never', 'Forever'].map((value) => ({
    ...lifetime(value),
    differs: {
      'unfit-values': [
        '2 start: 6 instead of 1',
        '4 start: 6 instead of 1',
        '5 validate-all: 6 instead of 0',
      ],
    },
  })),
  {
    ...lifetime('0x10'),
    differs: {
      'decimal-numbers': [
        ...refusedByStart(
          6,
          'addr fd00::10/64 scope global nodad preferred_lft about 1 min dev eth0',
        ),
        advertisedOnlyBy('IPaddr2'),
      ],
    },
  },
  {
    ...lifetime('03600'),
    differs: {
      'decimal-numbers': [
        '2 start: VirtualIP: addr fd00::10/64 scope global nodad preferred_lft about 60 min dev eth0',
        '2 start: IPaddr2: addr fd00::10/64 scope global nodad preferred_lft about 32 min dev eth0',
      ],
    },
  },
  {
    ...lifetime(''),
    differs: {
      'empty-is-unset': [...startedOnlyHere(USUAL_IPV6_ADDRESS), advertisedOnlyBy('VirtualIP')],
    },
  },
  { name: 'for IPv4', parameters: { preferred_lft: '600' } },
];
