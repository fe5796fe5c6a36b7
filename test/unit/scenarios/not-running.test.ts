/**
 * monitor returns OCF_NOT_RUNNING only if stop would find nothing to remove: random states of the host, after an
 * optional start with the same or other parameters.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { monitor } from '../../../lib/actions/monitor.ts';
import { start } from '../../../lib/actions/start.ts';
import { stop } from '../../../lib/actions/stop.ts';
import { IFA_F_DADFAILED, IFA_F_NODAD, IFA_F_TENTATIVE } from '../../../lib/wire/ifaddrmsg.ts';
import { type Parameters, run } from '../support/actions.ts';
import { FakeHost } from '../support/fake-host.ts';

const LINKS = ['eth0', 'eth1', 'ipvs0', 'lo'] as const;

interface Held {
  readonly dev: (typeof LINKS)[number];
  readonly length: 24 | 32;
  readonly label: boolean;
  readonly flags: number;
}

const held = fc.record<Held>({
  dev: fc.constantFrom(...LINKS),
  length: fc.constantFrom(24, 32),
  label: fc.boolean(),
  flags: fc.constantFrom(0, IFA_F_TENTATIVE, IFA_F_TENTATIVE | IFA_F_DADFAILED),
});

const given = fc.record(
  {
    nic: fc.constantFrom('eth0', 'eth1', 'ipvs0', 'lo', 'eth9'),
    cidr_netmask: fc.constantFrom(24, 32),
    iflabel: fc.constant('vip'),
    lvs_support: fc.boolean(),
    check_link_status: fc.boolean(),
  },
  { requiredKeys: [] },
);

const happening = fc.constantFrom<(host: FakeHost) => void>(
  () => {},
  (host) => host.links.rename('eth0', 'old0'),
  (host) => {
    host.links.rename('eth0', 'old0');
    host.links.rename('eth1', 'eth0');
  },
  (host) => host.links.setNoArp('eth0', true),
  (host) => host.links.setCarrier('eth0', false),
  (host) => host.links.setUp(host.link('eth0').index, false),
  (host) => {
    for (const entry of host.addresses.all()) {
      if (entry.local.at(-1) === 10) host.addresses.remove({ ...entry, message: new Uint8Array() });
    }
  },
);

const state = fc.record({
  isIpv6: fc.boolean(),
  before: fc.uniqueArray(held, {
    maxLength: 3,
    selector: ({ dev, length }) => `${dev} ${length}`,
  }),
  started: fc.option(given),
  happening,
  given,
  interval: fc.constantFrom(0, 10_000),
});

function parametersOf(given: Parameters, isIpv6: boolean): Parameters {
  const { iflabel, lvs_support, cidr_netmask, ...others } = given;
  if (!isIpv6) return { ip: '10.0.0.10', arp_count: 1, ...given };
  const length = cidr_netmask === undefined ? {} : { cidr_netmask: cidr_netmask === 24 ? 64 : 128 };
  return { ip: '2001:db8::10', arp_count: 1, nodad: true, ...others, ...length };
}

function hostWith(isIpv6: boolean, before: readonly Held[]): FakeHost {
  const host = new FakeHost();
  host.addLink('lo', { loopback: true });
  host.addAddress('lo', '127.0.0.1/8');
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
  host.addAddress('eth0', '2001:db8::1/64');
  host.addLink('eth1');
  host.addLink('ipvs0', { noArp: true });
  for (const { dev, length, label, flags } of before) {
    // A link can have an IPv6 address only once.
    const isThere = host.addressesOf(dev).some((text) => text.startsWith('2001:db8::10/'));
    if (isIpv6 && isThere) continue;
    if (isIpv6) {
      const options = { flags: flags | IFA_F_NODAD };
      host.addAddress(dev, `2001:db8::10/${length === 24 ? 64 : 128}`, options);
    } else {
      host.addAddress(dev, `10.0.0.10/${length}`, label ? { label: `${dev}:vip` } : {});
    }
  }
  return host;
}

it('after monitor returned 7, stop changes nothing', () => {
  let seen = 0;
  fc.assert(
    fc.property(state, ({ isIpv6, before, started, happening, given, interval }) => {
      const host = hostWith(isIpv6, before);
      if (started) run(host, start, parametersOf(started, isIpv6));
      happening(host);
      const parameters = parametersOf(given, isIpv6);
      const { status } = run(host, monitor, parameters, { interval });
      if (status !== 7) return;
      seen++;
      const { marks: _, records: __, ...found } = host.state();
      const stopped = run(host, stop, parameters);
      expect(stopped.status).toBe(0);
      const { marks: ___, records: ____, ...left } = host.state();
      expect(left).toEqual(found);
    }),
    { numRuns: 3000 },
  );
  expect(seen).toBeGreaterThan(300);
});

it('after monitor returned 0, stop removes the address, and monitor does not return 0', () => {
  let seen = 0;
  fc.assert(
    fc.property(state, ({ isIpv6, before, started, happening, given }) => {
      const host = hostWith(isIpv6, before);
      if (started) run(host, start, parametersOf(started, isIpv6));
      happening(host);
      const parameters = parametersOf(given, isIpv6);
      if (run(host, monitor, parameters).status !== 0) return;
      seen++;
      expect(run(host, stop, parameters).status).toBe(0);
      expect(run(host, monitor, parameters).status).not.toBe(0);
    }),
    { numRuns: 1000 },
  );
  expect(seen).toBeGreaterThan(30);
});

it('stop leaves an address that start refuses because it differs', () => {
  let seen = 0;
  fc.assert(
    fc.property(state, ({ isIpv6, before, given }) => {
      // Without flags: start replaces an address for which duplicate address detection failed.
      const host = hostWith(
        isIpv6,
        before.map((one) => ({ ...one, flags: 0 })),
      );
      const parameters = parametersOf({ check_link_status: false, ...given }, isIpv6);
      const found = host.state();
      const started = run(host, start, parameters);
      if (started.status !== 1 || !started.reason?.includes(', not ')) return;
      seen++;
      expect(run(host, stop, parameters).status).toBe(0);
      expect(host.state()).toEqual(found);
    }),
    { numRuns: 1000 },
  );
  expect(seen).toBeGreaterThan(30);
});
