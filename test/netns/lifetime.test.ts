/** An address that is already assigned with a limited lifetime: by DHCP, cloud-init or another agent. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AddressEntry, createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';

const FOREVER = 0xffffffff;

let segment: Segment;
let a: Host;
beforeEach(async () => {
  segment = await createIpv6Segment();
  ({ a } = segment);
});
afterEach(() => segment.lab.close());

async function entryOf(ip: string): Promise<AddressEntry | undefined> {
  const entries = await a.addressEntries('eth0', ip.includes(':') ? 6 : 4);
  return entries.find(({ local }) => local === ip);
}

describe.each([
  ['10.0.0.10', '24', ''],
  ['2001:db8::10', '64', 'nodad'],
])('%s', (ip, length, nodad) => {
  it.each(['start', 'reload-agent'])('%s makes it permanent, and logs that', async (action) => {
    await a.ip(
      `address add ${ip}/${length} dev eth0 valid_lft 3600 preferred_lft 1800 ${nodad}`.trim(),
    );
    const run = await a.agent(action, { ip, arp_count: 1 });
    expect(run.status).toBe(0);
    expect(run.log.join('\n')).toMatch(/would have expired in 3\d\d\d s; it is permanent now/);
    expect(await entryOf(ip)).toMatchObject({
      valid_life_time: FOREVER,
      preferred_life_time: FOREVER,
    });
    expect((await a.agent('stop', { ip })).status).toBe(0);
    expect(await entryOf(ip)).toBeUndefined();
  });
});

it('start sets preferred_lft to the specified value', async () => {
  const ip = '2001:db8::10';
  await a.ip(`address add ${ip}/64 dev eth0 valid_lft 3600 preferred_lft 1800 nodad`);
  expect((await a.agent('start', { ip, preferred_lft: 0 })).status).toBe(0);
  expect(await entryOf(ip)).toMatchObject({ valid_life_time: FOREVER, preferred_life_time: 0 });
});

it('an existing route keeps its lifetime if start makes the address permanent', async () => {
  await a.ip('-6 address flush dev eth0 scope global');
  await a.ip(
    'address add 2001:db8::10/64 dev eth0 nodad noprefixroute valid_lft 600 preferred_lft 600',
  );
  await a.ip('-6 route add 2001:db8::/64 dev eth0 proto kernel metric 256 expires 3600');
  expect((await a.agent('start', { ip: '2001:db8::10' })).status).toBe(0);
  expect(await a.ip('-6 route show 2001:db8::/64')).toMatch(/expires 3[56]\d\dsec/);
  expect((await a.agent('stop', { ip: '2001:db8::10' })).status).toBe(0);
  expect(await a.ip('-6 route show 2001:db8::/64')).toMatch(/expires 3[56]\d\dsec/);
});
