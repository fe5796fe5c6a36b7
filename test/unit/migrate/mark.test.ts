import { expect, it } from 'vitest';
import {
  isOn,
  type Mark,
  maintenanceOption,
  markText,
  readMark,
} from '../../../lib/migrate/mark.ts';
import { configurationOf } from './cib.ts';

const MARK: Mark = {
  unit: 'vip',
  agent: { provider: 'heartbeat', type: 'IPaddr' },
  maintenance: 'true',
  owner: 'node1/17/99',
  isFinished: false,
};

it.each([MARK, { ...MARK, maintenance: undefined }, { ...MARK, isFinished: true }])(
  'is read as it was written: %j',
  async (mark) => {
    const options = { 'floatip-migration': markText(mark) };
    expect(readMark(await configurationOf({ options }))).toEqual(mark);
  },
);

it('is undefined without the option, and refused if it is something else', async () => {
  expect(readMark(await configurationOf({}))).toBeUndefined();
  const other = await configurationOf({ options: { 'floatip-migration': 'yes' } });
  expect(() => readMark(other)).toThrow('floatip-migration="yes" is not readable');
});

it('maintenance-mode is found where it is, or has a place', async () => {
  expect(maintenanceOption(await configurationOf({}))).toEqual({
    set: 'cib-bootstrap-options',
    id: 'cib-bootstrap-options-maintenance-mode',
    value: undefined,
  });
  const options = { 'maintenance-mode': 'false' };
  expect(maintenanceOption(await configurationOf({ options }))).toEqual({
    set: 'cib-bootstrap-options',
    id: 'o-maintenance-mode',
    value: 'false',
  });
});

it('true has several spellings', () => {
  expect(['true', 'Yes', '1', 'on'].map(isOn)).toEqual([true, true, true, true]);
  expect([undefined, 'false', '0', ''].map(isOn)).toEqual([false, false, false, false]);
});
