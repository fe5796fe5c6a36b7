import { expect, it } from 'vitest';
import { agentName } from '../../../lib/main/called-as.ts';

it.each([
  ['/usr/lib/ocf/resource.d/floatip/IPaddr2', 'IPaddr2'],
  ['IPaddr2', 'IPaddr2'],
  ['/usr/lib/ocf/resource.d/floatip/VirtualIP', 'VirtualIP'],
  ['/tmp/IPaddr2/VirtualIP', 'VirtualIP'],
  ['/tmp/notIPaddr2', 'VirtualIP'],
  ['/usr/sbin/floatip', 'VirtualIP'],
  ['', 'VirtualIP'],
])('the agent called as %j is %s', (argv0, name) => {
  expect(agentName(argv0)).toBe(name);
});
