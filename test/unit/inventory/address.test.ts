import { describe, expect, it } from 'vitest';
import { readAddress } from '../../../lib/inventory/address.ts';

const variables = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`OCF_RESKEY_${name}`, value]));
const SHARED = { ip: '192.0.2.10', CRM_meta_clone_max: '3', CRM_meta_globally_unique: 'true' };

describe('an address', () => {
  it('is as the agent writes it, with its place', () => {
    const values = { ip: '2001:DB8:0::10/64', nic: 'eth0', network_namespace: 'blue' };
    expect(readAddress(variables(values), true, undefined)).toMatchObject({
      ip: '2001:db8::10',
      prefixLength: 64,
      nic: 'eth0',
      networkNamespace: 'blue',
      problems: [],
    });
  });

  it('is that of the instance', () => {
    const own = {
      ...SHARED,
      unique_clone_address: 'true',
      cidr_netmask: '24',
      CRM_meta_clone: '2',
    };
    expect(readAddress(variables(own), true, undefined).ip).toBe('192.0.2.12');
  });

  it('that is invalid is as it was configured, with the problem', () => {
    const address = readAddress(variables({ ip: '192.0.2.999', nic: 'eth0' }), false, undefined);
    expect(address).toMatchObject({ ip: '192.0.2.999', nic: 'eth0', request: undefined });
    expect(address.problems).toHaveLength(1);
    expect(readAddress({}, true, undefined)).toMatchObject({ ip: '', request: undefined });
  });

  it('has the problems of its other parameters if the agent is floatip', () => {
    const values = variables({ ip: '192.0.2.10', arp_count: 'many' });
    expect(readAddress(values, true, undefined).problems).toEqual([
      expect.stringContaining('arp_count="many"'),
    ]);
    expect(readAddress(values, false, undefined).problems).toEqual([]);
  });

  it('that is shared is looked at as the instance here, or as any address', () => {
    const here = readAddress(variables(SHARED), true, 2).variables;
    expect([here.OCF_RESKEY_CRM_meta_clone, here.OCF_RESKEY_CRM_meta_clone_max]).toEqual([
      '2',
      '3',
    ]);
    const elsewhere = readAddress(variables(SHARED), true, undefined).variables;
    expect(elsewhere.OCF_RESKEY_CRM_meta_clone_max).toBeUndefined();
  });
});
