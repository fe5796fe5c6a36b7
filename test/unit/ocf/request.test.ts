import { describe, expect, it } from 'vitest';
import { VipRequest } from '../../../lib/ocf/request.ts';
import { address } from '../support/fake-host.ts';

function requestWith(texts: Readonly<Record<string, string>>): VipRequest {
  const request = new VipRequest();
  for (const [name, text] of Object.entries(texts)) request.setText(name, text);
  return request;
}

it('a parameter without a text has its default', () => {
  const request = new VipRequest();
  expect(request.text('arp_count')).toBe('5');
  expect(request.integer('arp_count')).toBe(5);
  expect(request.boolean('arp_bg')).toBe(true);
  expect(request.boolean('nodad')).toBe(false);
  expect(request.text('clusterip_table')).toBe('floatip');
  expect(request.text('nic')).toBe('');
});

it('a parameter has the last text that was set', () => {
  const request = requestWith({ arp_count: '7' });
  request.setText('arp_count', '1');
  expect([request.text('arp_count'), request.integer('arp_count')]).toEqual(['1', 1]);
});

it('two requests share no texts', () => {
  const [one, other] = [new VipRequest(), new VipRequest()];
  one.setText('arp_bg', 'false');
  expect(other.boolean('arp_bg')).toBe(true);
});

it.each([
  ['true', true],
  ['ja', true],
  ['0', false],
  ['off', false],
])('the boolean of the text %s is %s', (text, expected) => {
  expect(requestWith({ arp_bg: text }).boolean('arp_bg')).toBe(expected);
});

it.each([
  ['0', 0],
  ['007', 7],
  ['2147483647', 2147483647],
])('the integer of the text %s is %i', (text, expected) => {
  expect(requestWith({ arp_count: text }).integer('arp_count')).toBe(expected);
});

it('the metric is undefined without a route', () => {
  expect(requestWith({}).routeMetric()).toBeUndefined();
  expect(requestWith({ metric: '100' }).routeMetric()).toBe(100);
  expect(requestWith({ metric: '100', noprefixroute: 'true' }).routeMetric()).toBeUndefined();
});

it.each(['both', 'request', 'reply'])('arp_type=%s', (arp_type) => {
  expect(requestWith({ arp_type }).arpType()).toBe(arp_type);
});

it.each(['auto', 'nft', 'iptables'])('clusterip_firewall=%s', (clusterip_firewall) => {
  expect(requestWith({ clusterip_firewall }).firewall()).toBe(clusterip_firewall);
});

it.each([
  ['0', 0],
  ['3600', 3600],
  ['4294967295', 0xffffffff],
  ['forever', 0xffffffff],
])('preferred_lft=%s', (preferred_lft, seconds) => {
  expect(requestWith({ preferred_lft }).preferredLifetime()).toBe(seconds);
});

describe('the label for the policy table', () => {
  it.each([
    ['2001:db8::10', 'true', 7],
    ['2001:db8::10', 'false', undefined],
    ['192.0.2.10', 'true', undefined],
    ['192.0.2.10', 'false', undefined],
  ])('of %s with lvs_ipv6_addrlabel=%s is %s', (ip, lvs_ipv6_addrlabel, label) => {
    const request = requestWith({ lvs_ipv6_addrlabel, lvs_ipv6_addrlabel_value: '7' });
    request.ip = address(ip);
    expect(request.addressLabel()).toBe(label);
  });
});
