import { beforeEach, describe, expect, it } from 'vitest';
import type { HeldRoute } from '../../../../lib/linux/kernel.ts';
import { putRoutesBack, routesOnLink } from '../../../../lib/vip/address/lost-routes.ts';
import { RTNH_F_DEAD, RTNH_F_ONLINK } from '../../../../lib/wire/rtmsg.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { RTN_LOCAL } from '../../support/fake-routes.ts';
import { systemError } from '../../support/system-error.ts';

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('eth0');
  host.addLink('eth1');
});

const routes = () => routesOnLink(kernel, 'inet', host.link('eth0').index);
/** `10.7.0.0/16` */
const texts = (list: readonly HeldRoute[]) =>
  list.map(({ destination, prefixLength }) => `${destination.join('.')}/${prefixLength}`);
const removeAll = () => {
  for (const route of kernel.routes.onLink('inet', host.link('eth0').index)) {
    host.routes.remove(route);
  }
};
const putBack = (before: readonly HeldRoute[], after = routes()) =>
  putRoutesBack(kernel, before, after, (change) => change());
const changes = () => host.calls.filter((name) => /^routes\.(restore|replace|remove)$/.test(name));

describe('routesOnLink', () => {
  it('leaves out local routes of addresses', () => {
    host.addAddress('eth0', '10.0.0.1/24');
    host.addRoute('10.7.0.0/16', { dev: 'eth0', table: 100 });
    host.addRoute('10.9.9.9/32', { dev: 'eth0', type: RTN_LOCAL });
    host.addRoute('10.8.0.0/16', { dev: 'eth1' });
    expect(texts(routes())).toEqual(['10.0.0.0/24', '10.7.0.0/16', '10.9.9.9/32']);
  });

  it('is empty if the routes cannot be listed', () => {
    host.addRoute('10.7.0.0/16', { dev: 'eth0' });
    host.refuse('routes.onLink', systemError('RTM_GETROUTE', 'ENOBUFS'));
    expect(routes()).toEqual([]);
  });
});

describe('putRoutesBack', () => {
  it('changes nothing if no route is missing', () => {
    host.addRoute('10.7.0.0/16', { dev: 'eth0' });
    expect(putBack(routes())).toEqual([]);
    expect(changes()).toEqual([]);
  });

  it('restores missing routes, those without a gateway first', () => {
    host.addRoute('10.8.0.0/16', { dev: 'eth0', via: '10.7.0.1' });
    host.addRoute('10.7.0.0/16', { dev: 'eth0' });
    const before = routes();
    const textsBefore = host.routeTexts();
    removeAll();
    expect(texts(putBack(before))).toEqual(['10.7.0.0/16', '10.8.0.0/16']);
    expect(host.routeTexts()).toEqual(textsBefore);
  });

  it('returns only routes whose change succeeded', () => {
    host.addRoute('10.7.0.0/16', { dev: 'eth0' });
    const before = routes();
    removeAll();
    expect(putRoutesBack(kernel, before, [], () => false)).toEqual([]);
    expect(changes()).toEqual([]);
  });

  it.each(['ENETUNREACH', 'EHOSTUNREACH'] as const)(
    'leaves out a route via a gateway that is not on-link any more, %s',
    (code) => {
      host.addRoute('10.8.0.0/16', { dev: 'eth0', via: '10.7.0.1' });
      const before = routes();
      removeAll();
      host.refuse('routes.restore', systemError('RTM_NEWROUTE', code));
      expect(putBack(before)).toEqual([]);
    },
  );

  it.each([
    ['another error', { via: '10.7.0.1' }, 'ENOMEM'],
    ['a route without a gateway', {}, 'ENETUNREACH'],
  ] as const)('throws for %s', (_, options, code) => {
    host.addRoute('10.8.0.0/16', { dev: 'eth0', ...options });
    const before = routes();
    removeAll();
    host.refuse('routes.restore', systemError('RTM_NEWROUTE', code));
    expect(() => putBack(before)).toThrow(`RTM_NEWROUTE: ${code}`);
  });

  it.each([
    [900, 898, false],
    [900, 902, false],
    [900, 897, true],
    [900, 903, true],
    [900, undefined, true],
    [undefined, 900, true],
    [undefined, undefined, false],
  ])('of a lifetime %s that has become %s replaces the route: %s', (then, now, isReplaced) => {
    host.addRoute('10.7.0.0/16', { dev: 'eth0', ...(then !== undefined && { expires: then }) });
    const before = routes();
    const [route] = before;
    if (!route) throw new Error('the route is missing');
    const after = [{ ...route, expires: now }];
    expect(putBack(before, after)).toHaveLength(isReplaced ? 1 : 0);
    expect(changes()).toEqual(isReplaced ? ['routes.replace'] : []);
  });
});

describe('putRoutesBack of a multipath route with a dead next hop', () => {
  const addMultipath = (via: string, flags = 0) => {
    host.addRoute('10.3.0.0/16', {
      hops: [
        { dev: 'eth0', via, flags },
        { dev: 'eth1', via: '10.1.0.254' },
      ],
    });
  };
  const multipath = () => routes().find(({ nextHops }) => nextHops.length > 1);
  beforeEach(() => {
    host.addAddress('eth0', '10.0.0.1/24');
    host.addAddress('eth1', '10.1.0.1/24');
  });

  /** Kills the next hop via eth0. Returns the function that puts the route back. */
  const loseNextHop = () => {
    const before = routes().filter(({ nextHops }) => nextHops.length > 1);
    host.routes.linkDisabled(host.link('eth0').index);
    const after = routes();
    return () => putBack(before, after);
  };
  const isAlive = () => multipath()?.nextHops.every(({ flags }) => !(flags & RTNH_F_DEAD));

  it('adds the route anew if the gateway is on-link', () => {
    addMultipath('10.0.0.254');
    const putMultipathBack = loseNextHop();
    host.addRoute('10.0.0.0/24', { dev: 'eth0' });
    expect(texts(putMultipathBack())).toEqual(['10.3.0.0/16']);
    expect(changes()).toEqual(['routes.remove', 'routes.restore']);
    expect(isAlive()).toBe(true);
  });

  it('leaves the route if the gateway is not on-link', () => {
    addMultipath('10.0.0.254');
    expect(loseNextHop()()).toEqual([]);
    expect(changes()).toEqual([]);
    expect(isAlive()).toBe(false);
  });

  it('leaves the route if the gateway is reached via another gateway', () => {
    addMultipath('10.0.0.254');
    const putMultipathBack = loseNextHop();
    host.addRoute('10.0.0.0/24', { dev: 'eth0', via: '10.9.0.1' });
    expect(putMultipathBack()).toEqual([]);
  });

  it('leaves a next hop that was dead before', () => {
    addMultipath('10.0.0.254', RTNH_F_DEAD);
    const putMultipathBack = loseNextHop();
    host.addRoute('10.0.0.0/24', { dev: 'eth0' });
    expect(putMultipathBack()).toEqual([]);
    expect(changes()).toEqual([]);
  });

  it('needs no route to a gateway with the flag onlink', () => {
    addMultipath('10.9.0.254', RTNH_F_ONLINK);
    const putMultipathBack = loseNextHop();
    // The fake host does not know the flag when it restores the route.
    host.addRoute('10.9.0.0/24', { dev: 'eth0' });
    host.calls.length = 0;
    expect(texts(putMultipathBack())).toEqual(['10.3.0.0/16']);
    expect(host.calls).not.toContain('routes.lookUp');
  });
});
