import { beforeEach, describe, expect, it } from 'vitest';
import {
  addPolicyLabel,
  removePolicyLabel,
  setPolicyLabel,
} from '../../../../lib/vip/address/policy-label.ts';
import { clearPlaceMark, markPlace } from '../../../../lib/vip/state/place-marks.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../../support/fake-kernel.ts';

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

describe('addPolicyLabel', () => {
  it('adds a mark, and then the label', () => {
    const marksBefore: string[][] = [];
    host.before('addressLabels.add', () => marksBefore.push(marks()));
    expect(addPolicyLabel(kernel, VIP, 99)).toBe(true);
    expect(label()).toBe(99);
    expect(marks()).toEqual([MARK]);
    expect(marksBefore).toEqual([[MARK]]);
  });

  it.each([99, 7])('leaves a label %d that the address has already', (existing) => {
    host.addressLabels.set(VIP.text, existing);
    expect(addPolicyLabel(kernel, VIP, 99)).toBe(false);
    expect(label()).toBe(existing);
    expect(marks()).toEqual([]);
  });

  it('clears its mark if another process adds a label first', () => {
    host.before('addressLabels.add', () => host.addressLabels.set(VIP.text, 7));
    expect(addPolicyLabel(kernel, VIP, 99)).toBe(false);
    expect(label()).toBe(7);
    expect(marks()).toEqual([]);
  });
});

describe('removePolicyLabel', () => {
  beforeEach(() => {
    addPolicyLabel(kernel, VIP, 99);
  });

  it('removes label and mark', () => {
    removePolicyLabel(kernel, VIP);
    expect(label()).toBeUndefined();
    expect(marks()).toEqual([]);
  });

  it('leaves both if another start has added the address to an interface', () => {
    host.addAddress('eth0', '2001:db8::10/64');
    const place = { index: host.link('eth0').index, prefixLength: 64 };
    markPlace(kernel, VIP, 'eth0', place);
    removePolicyLabel(kernel, VIP);
    expect(label()).toBe(99);
    clearPlaceMark(kernel, VIP, 'eth0', place);
    expect(marks()).toEqual([MARK]);
  });

  it('removes both if the address on an interface has no place mark', () => {
    host.addAddress('eth0', '2001:db8::10/64');
    removePolicyLabel(kernel, VIP);
    expect(label()).toBeUndefined();
    expect(marks()).toEqual([]);
  });

  it('leaves a label that another process has replaced', () => {
    host.addressLabels.set(VIP.text, 7);
    removePolicyLabel(kernel, VIP);
    expect(label()).toBe(7);
    expect(marks()).toEqual([]);
  });

  it.each([
    ['another namespace', 'floatip-7-2001:db8::10-99.addrlabel'],
    ['another address', `floatip-${NAMESPACE_ID}-2001:db8::11-99.addrlabel`],
    ['another kind', `floatip-${NAMESPACE_ID}-2001:db8::10-99.other`],
  ])('ignores a mark of %s', (_, mark) => {
    host.marks.delete(MARK);
    host.marks.add(mark);
    removePolicyLabel(kernel, VIP);
    expect(label()).toBe(99);
    expect(marks()).toEqual([mark]);
  });
});

describe('setPolicyLabel', () => {
  it('changes a label that start added', () => {
    addPolicyLabel(kernel, VIP, 99);
    setPolicyLabel(kernel, VIP, 100);
    expect(label()).toBe(100);
    expect(marks()).toEqual([MARK.replace('99', '100')]);
  });

  it('removes a label that start added if none is wanted', () => {
    addPolicyLabel(kernel, VIP, 99);
    setPolicyLabel(kernel, VIP, undefined);
    expect(label()).toBeUndefined();
    expect(marks()).toEqual([]);
  });

  it('clears a mark without a label if none is wanted', () => {
    addPolicyLabel(kernel, VIP, 99);
    host.addressLabels.clear();
    setPolicyLabel(kernel, VIP, undefined);
    expect(marks()).toEqual([]);
  });

  it('changes nothing if the label is the wanted one', () => {
    addPolicyLabel(kernel, VIP, 99);
    host.calls.length = 0;
    setPolicyLabel(kernel, VIP, 99);
    expect(label()).toBe(99);
    expect(host.calls).toEqual(['addressLabels.find']);
  });

  it.each([100, undefined])('leaves a label that start did not add, for %s', (wanted) => {
    host.addressLabels.set(VIP.text, 7);
    setPolicyLabel(kernel, VIP, wanted);
    expect(label()).toBe(7);
    expect(marks()).toEqual([]);
  });

  it('adds a label to an address without one', () => {
    setPolicyLabel(kernel, VIP, 99);
    expect(label()).toBe(99);
    expect(marks()).toEqual([MARK]);
  });
});
