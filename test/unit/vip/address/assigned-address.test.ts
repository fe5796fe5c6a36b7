import { beforeEach, describe, expect, it } from 'vitest';
import {
  type AssignedAddress,
  findAddresses,
  findMatching,
  isReachableOn,
  removable,
  type Wanted,
  wantedOnHost,
} from '../../../../lib/vip/address/assigned-address.ts';
import { markPlace } from '../../../../lib/vip/state/place-marks.ts';
import { contextOf, type Parameters } from '../../support/actions.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('lo', { loopback: true });
  host.addLink('eth0', { altNames: ['enp1s0'] });
  host.addLink('eth1');
  host.addLink('dummy0', { noArp: true });
});

const onHost = (parameters: Parameters = {}) =>
  wantedOnHost(contextOf(kernel, { ip: VIP, ...parameters }));
const wantedBy = (parameters: Parameters = {}): Wanted => onHost(parameters).wanted;
/** `eth0/24` */
const texts = (assigned: readonly AssignedAddress[]) =>
  assigned.map(({ entry, link }) => `${link.name}/${entry.prefixLength}`);

describe('wantedOnHost', () => {
  it('has the values of the parameters', () => {
    expect(onHost({ cidr_netmask: 24, iflabel: 'vip' })).toEqual({
      wanted: { ip: address(VIP), prefixLength: 24, label: 'vip' },
      missing: undefined,
    });
  });

  it.each(['eth0', 'enp1s0'])('has the link of nic=%s', (nic) => {
    expect(onHost({ nic })).toEqual({
      wanted: { ip: address(VIP), nic, link: host.link('eth0') },
      missing: undefined,
    });
  });

  it.each<[Parameters, string]>([
    [{ nic: 'eth9' }, 'nic="eth9": no such interface on this host; "ip link" lists them'],
    [
      { nic: 'eth9', network_namespace: 'blue' },
      'nic="eth9": no such interface in blue; "ip -n blue link" lists them',
    ],
    [
      { nic: 'eth0@if7' },
      'nic="eth0@if7": no such interface on this host; ' +
        'its name ends before the @: write nic=eth0',
    ],
    [
      { nic: 'a@b' },
      'nic="a@b": no such interface on this host; ' + 'its name ends before the @: write nic=a',
    ],
    [{ nic: '@b' }, 'nic="@b": no such interface on this host; "ip link" lists them'],
  ])('says why the interface of %j is missing', (parameters, missing) => {
    const { wanted, missing: found } = onHost(parameters);
    expect(wanted).toEqual({ ip: address(VIP), nic: parameters.nic });
    expect(found).toBe(missing);
  });
});

describe('findAddresses', () => {
  beforeEach(() => {
    for (const dev of ['lo', 'eth0', 'eth1', 'dummy0']) host.addAddress(dev, `${VIP}/24`);
    host.addAddress('eth0', `${VIP}/32`, { label: 'eth0:vip' });
    host.addAddress('eth0', '10.0.0.11/24');
  });

  it.each<[Parameters, Record<'matching' | 'different' | 'elsewhere', string[]>]>([
    [
      {},
      {
        matching: ['eth0/24', 'eth0/32', 'eth1/24'],
        different: [],
        elsewhere: ['lo/24', 'dummy0/24'],
      },
    ],
    [
      { cidr_netmask: 32 },
      {
        matching: ['eth0/32'],
        different: ['eth0/24', 'eth1/24'],
        elsewhere: ['lo/24', 'dummy0/24'],
      },
    ],
    [
      { iflabel: 'vip', nic: 'eth0' },
      {
        matching: ['eth0/32'],
        different: ['eth0/24'],
        elsewhere: ['lo/24', 'eth1/24', 'dummy0/24'],
      },
    ],
    [
      { nic: 'lo' },
      {
        matching: ['lo/24'],
        different: [],
        elsewhere: ['eth0/24', 'eth0/32', 'eth1/24', 'dummy0/24'],
      },
    ],
    [
      { nic: 'eth9' },
      {
        matching: [],
        different: [],
        elsewhere: ['lo/24', 'eth0/24', 'eth0/32', 'eth1/24', 'dummy0/24'],
      },
    ],
  ])('with %j', (parameters, expected) => {
    const found = findAddresses(kernel, wantedBy(parameters));
    const { matching, different, elsewhere } = found;
    expect({
      matching: texts(matching).sort(),
      different: texts(different).sort(),
      elsewhere: texts(elsewhere).sort(),
    }).toEqual({
      matching: expected.matching.sort(),
      different: expected.different.sort(),
      elsewhere: expected.elsewhere.sort(),
    });
    expect([found.displaced, found.places]).toEqual([[], []]);
    expect(texts(findMatching(kernel, wantedBy(parameters))).sort()).toEqual(expected.matching);
  });

  it('has an address on another link as displaced if start of the same nic added it', () => {
    const place = { index: host.link('eth1').index, prefixLength: 24 };
    markPlace(kernel, address(VIP), 'eth0', place);
    const ofEth0 = findAddresses(kernel, wantedBy({ nic: 'eth0' }));
    expect(texts(ofEth0.displaced)).toEqual(['eth1/24']);
    expect(ofEth0.places).toEqual([place]);
    expect(texts(ofEth0.elsewhere)).not.toContain('eth1/24');
    expect(findAddresses(kernel, wantedBy({ nic: 'lo' })).displaced).toEqual([]);
  });
});

it('findAddresses does not read the marks if the address is on no link', () => {
  const wanted = wantedBy();
  host.calls.length = 0;
  findAddresses(kernel, wanted);
  expect(host.calls).toEqual(['addresses.find']);
});

it('findMatching needs one system call with nic', () => {
  host.addAddress('eth0', `${VIP}/24`);
  const wanted = wantedBy({ nic: 'eth0' });
  host.calls.length = 0;
  expect(texts(findMatching(kernel, wanted))).toEqual(['eth0/24']);
  expect(host.calls).toEqual(['addresses.find']);
});

it('an address whose link was removed meanwhile is not found', () => {
  host.addAddress('eth0', `${VIP}/24`);
  const links = { ...kernel.links, byIndex: () => undefined };
  Object.assign(kernel, { links });
  expect(findMatching(kernel, wantedBy())).toEqual([]);
  expect(findAddresses(kernel, wantedBy())).toMatchObject({ matching: [], elsewhere: [] });
});

it('removable has the virtual IP, and what start added with other parameters or elsewhere', () => {
  for (const text of [`${VIP}/24`, `${VIP}/25`, `${VIP}/32`]) host.addAddress('eth0', text);
  host.addAddress('eth1', `${VIP}/24`);
  host.addAddress('dummy0', `${VIP}/24`);
  const { index } = host.link('eth0');
  markPlace(kernel, address(VIP), 'eth0', { index, prefixLength: 25 });
  markPlace(kernel, address(VIP), 'eth0', { index: host.link('dummy0').index, prefixLength: 24 });
  const found = findAddresses(kernel, wantedBy({ nic: 'eth0', cidr_netmask: 32 }));
  expect(texts(removable(found))).toEqual(['eth0/32', 'eth0/25', 'dummy0/24']);
});

describe('isReachableOn', () => {
  it.each([
    [VIP, 'eth0', true],
    [VIP, 'lo', false],
    [VIP, 'dummy0', false],
    ['127.0.0.5', 'lo', true],
    ['127.0.0.5', 'dummy0', false],
  ])('%s on %s: %s', (ip, dev, expected) => {
    expect(isReachableOn(address(ip), host.link(dev))).toBe(expected);
  });
});
