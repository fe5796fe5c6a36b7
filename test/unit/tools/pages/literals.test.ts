import { expect, it } from 'vitest';
import { withLiterals } from '../../../../tools/pages/literals.ts';

it.each([
  ['see arp_type.', 'see `arp_type`.'],
  ['(see ip-route(8), proto): a name', '(see `ip-route(8)`, proto): a name'],
  ['needs arp_bg=true. Then', 'needs `arp_bg=true`. Then'],
  ['with OCF_CHECK_LEVEL=10 or', 'with OCF_CHECK_LEVEL=10 or'],
  ['the ip of nic, an address', 'the ip of nic, an address'],
  ['arp_ignore=1 and arp_announce=2, as', '`arp_ignore=1` and `arp_announce=2`, as'],
  ['192.0.2.10/24 is 2001:db8::10', '192.0.2.10/24 is 2001:db8::10'],
])('%s', (text, marked) => {
  expect(withLiterals(text)).toBe(marked);
});
