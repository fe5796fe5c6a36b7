import { describe, expect, it } from 'vitest';
import { decodeLinkDetails } from '../../../lib/wire/link-details.ts';
import { ascii, bytesOf } from '../support/fields.ts';

const HEADER = {
  ifinfomsg: '00 00 01 00 07 00 00 00 43 10 01 00 00 00 00 00',
  IFLA_IFNAME: `09 00 03 00 ${ascii('eth0')} 00 00 00 00`,
  IFLA_MTU: '08 00 04 00 dc 05 00 00',
};

const details = (fields: Readonly<Record<string, string>>) =>
  decodeLinkDetails(bytesOf({ ...HEADER, ...fields }));

describe('decodeLinkDetails', () => {
  it('a device of hardware', () => {
    expect(details({})).toMatchObject({
      link: { index: 7, name: 'eth0' },
      kind: '',
      mtu: 1500,
      master: 0,
      masterKind: '',
      lower: 0,
      port: undefined,
      macvlanMode: undefined,
      vlanId: undefined,
      vrfTable: undefined,
      hasXdp: false,
    });
  });

  it('a macvlan', () => {
    const info = `1c 00 12 00 0c 00 01 00 ${ascii('macvlan')} 00 0c 00 02 00 08 00 01 00 10 00 00 00`;
    const lower = '08 00 05 00 03 00 00 00';
    expect(details({ IFLA_LINK: lower, IFLA_LINKINFO: info })).toMatchObject({
      kind: 'macvlan',
      lower: 3,
      macvlanMode: 'source',
    });
  });

  it('a VLAN', () => {
    const info = `1c 00 12 00 09 00 01 00 ${ascii('vlan')} 00 00 00 00 0c 00 02 00 06 00 01 00 64 00 00 00`;
    expect(details({ IFLA_LINKINFO: info })).toMatchObject({ kind: 'vlan', vlanId: 100 });
  });

  it('a VRF', () => {
    const info = `18 00 12 00 08 00 01 00 ${ascii('vrf')} 00 0c 00 02 00 08 00 01 00 0a 00 00 00`;
    expect(details({ IFLA_LINKINFO: info })).toMatchObject({ kind: 'vrf', vrfTable: 10 });
  });

  it('a port of a bridge that filters', () => {
    const data = [
      '2c 00 05 00',
      '05 00 01 00 03 00 00 00', // forwarding
      '05 00 08 00 00 00 00 00', // no learning
      '05 00 1b 00 00 00 00 00', // no multicast flood
      '05 00 21 00 01 00 00 00', // isolated
      '05 00 27 00 01 00 00 00', // locked
    ].join(' ');
    const info = `3c 00 12 00 0b 00 04 00 ${ascii('bridge')} 00 00 ${data}`;
    expect(details({ IFLA_MASTER: '08 00 0a 00 09 00 00 00', IFLA_LINKINFO: info })).toMatchObject({
      master: 9,
      masterKind: 'bridge',
      port: {
        state: 'forwarding',
        learning: false,
        unicastFlood: true,
        multicastFlood: false,
        broadcastFlood: true,
        neighbourSuppression: false,
        isolated: true,
        locked: true,
      },
    });
  });

  it('an XDP program', () => {
    expect(details({ IFLA_XDP: '0c 00 2b 00 05 00 02 00 02 00 00 00' }).hasXdp).toBe(true);
  });
});
