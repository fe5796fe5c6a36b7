import { beforeEach, describe, expect, it } from 'vitest';
import { labelAddress, relabelAddress, unlabelAddress } from '../../../lib/vip/address-label.ts';
import { forgetPlace, notePlace } from '../../../lib/vip/placed.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../support/fake-kernel.ts';

const VIP = address('2001:db8::10');
const MARK = `floatip-${NAMESPACE_ID}-2001:db8::10-99.addrlabel`;

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('lo', { loopback: true });
  host.addLink('eth0');
});

const label = () => host.addressLabels.get(VIP.text);
const marks = () => [...host.marks];

describe('labelAddress', () => {
  it('gives the label, and marks it before', () => {
    const marksThen: string[][] = [];
    host.before('addressLabels.add', () => marksThen.push(marks()));
    expect(labelAddress(kernel, VIP, 99)).toBe(true);
    expect(label()).toBe(99);
    expect(marks()).toEqual([MARK]);
    expect(marksThen).toEqual([[MARK]]);
  });

  it.each([99, 7])('leaves a label %d alone that the address has already', (existing) => {
    host.addressLabels.set(VIP.text, existing);
    expect(labelAddress(kernel, VIP, 99)).toBe(false);
    expect(label()).toBe(existing);
    expect(marks()).toEqual([]);
  });

  it('takes its mark back where another one was faster', () => {
    host.before('addressLabels.add', () => host.addressLabels.set(VIP.text, 7));
    expect(labelAddress(kernel, VIP, 99)).toBe(false);
    expect(label()).toBe(7);
    expect(marks()).toEqual([]);
  });
});

describe('unlabelAddress', () => {
  beforeEach(() => {
    labelAddress(kernel, VIP, 99);
  });

  it('takes label and mark away', () => {
    unlabelAddress(kernel, VIP);
    expect(label()).toBeUndefined();
    expect(marks()).toEqual([]);
  });

  it('leaves both where another start has put the address on an interface', () => {
    host.addAddress('eth0', '2001:db8::10/64');
    const place = { index: host.link('eth0').index, prefixLength: 64 };
    notePlace(kernel, VIP, 'eth0', place);
    unlabelAddress(kernel, VIP);
    expect(label()).toBe(99);
    forgetPlace(kernel, VIP, 'eth0', place);
    expect(marks()).toEqual([MARK]);
  });

  it('takes both away where the address is on an interface for another reason', () => {
    host.addAddress('eth0', '2001:db8::10/64');
    unlabelAddress(kernel, VIP);
    expect(label()).toBeUndefined();
    expect(marks()).toEqual([]);
  });

  it('leaves a label alone that somebody has put in its place', () => {
    host.addressLabels.set(VIP.text, 7);
    unlabelAddress(kernel, VIP);
    expect(label()).toBe(7);
    expect(marks()).toEqual([]);
  });

  it.each([
    ['another namespace', 'floatip-7-2001:db8::10-99.addrlabel'],
    ['another address', `floatip-${NAMESPACE_ID}-2001:db8::11-99.addrlabel`],
    ['another kind', `floatip-${NAMESPACE_ID}-2001:db8::10-99.other`],
  ])('does not take a mark of %s for its own', (_, mark) => {
    host.marks.delete(MARK);
    host.marks.add(mark);
    unlabelAddress(kernel, VIP);
    expect(label()).toBe(99);
    expect(marks()).toEqual([mark]);
  });
});

describe('relabelAddress', () => {
  it('changes a label of ours', () => {
    labelAddress(kernel, VIP, 99);
    relabelAddress(kernel, VIP, 100);
    expect(label()).toBe(100);
    expect(marks()).toEqual([MARK.replace('99', '100')]);
  });

  it('takes a label of ours away where none is wanted', () => {
    labelAddress(kernel, VIP, 99);
    relabelAddress(kernel, VIP, undefined);
    expect(label()).toBeUndefined();
    expect(marks()).toEqual([]);
  });

  it('takes a mark away whose label is gone already, where none is wanted', () => {
    labelAddress(kernel, VIP, 99);
    host.addressLabels.clear();
    relabelAddress(kernel, VIP, undefined);
    expect(marks()).toEqual([]);
  });

  it('changes nothing where the label is the wanted one', () => {
    labelAddress(kernel, VIP, 99);
    host.calls.length = 0;
    relabelAddress(kernel, VIP, 99);
    expect(label()).toBe(99);
    expect(host.calls).toEqual(['addressLabels.find']);
  });

  it.each([100, undefined])('leaves a label of somebody else alone, for %s', (wanted) => {
    host.addressLabels.set(VIP.text, 7);
    relabelAddress(kernel, VIP, wanted);
    expect(label()).toBe(7);
    expect(marks()).toEqual([]);
  });

  it('labels an address that has none', () => {
    relabelAddress(kernel, VIP, 99);
    expect(label()).toBe(99);
    expect(marks()).toEqual([MARK]);
  });
});
