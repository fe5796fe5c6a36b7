import { execa } from 'execa';
import { expect, it } from 'vitest';
import { completion } from '../../../../tools/pages/completion.ts';

it('is a script that bash can parse', async () => {
  const { stderr } = await execa('bash', ['-n'], { input: completion() });
  expect(stderr).toBe('');
});

it('has no fault that shellcheck finds', async () => {
  const { stdout } = await execa('shellcheck', ['-'], { input: completion(), reject: false });
  expect(stdout).toBe('');
});

it('is the same each time', () => {
  expect(completion()).toBe(completion());
});
