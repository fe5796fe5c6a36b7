import { expect, it } from 'vitest';
import { Diagnosis, type Finding, type Likelihood } from '../../../lib/doctor/diagnosis.ts';
import { type CauseName, causes } from '../../../ocf-metadata/causes.ts';

const finding = (cause: CauseName, likelihood: Likelihood): Finding => ({
  cause,
  likelihood,
  summary: cause,
  seen: [],
  advice: [],
});

it('sorts by likelihood, then by the order of the table', () => {
  const diagnosis = new Diagnosis();
  diagnosis.add(finding('service', 'hint'));
  diagnosis.add(finding('firewall', 'certain'));
  diagnosis.add(finding('stopped', 'likely'));
  diagnosis.add(finding('absent', 'certain'));
  expect(diagnosis.findings().map(({ cause }) => cause)).toEqual([
    'absent',
    'firewall',
    'stopped',
    'service',
  ]);
});

it('is not ill with hints alone', () => {
  const diagnosis = new Diagnosis();
  diagnosis.add(finding('service', 'hint'));
  expect(diagnosis.isIll).toBe(false);
  diagnosis.add(finding('fencing', 'possible'));
  expect(diagnosis.isIll).toBe(true);
});

it('each cause is in the table once', () => {
  const names = causes().map(([name]) => name);
  expect(new Set(names).size).toBe(names.length);
});
