import { expect, it } from 'vitest';
import { rulesThatChange } from '../../../lib/migrate/type-rules.ts';
import { configurationOf } from './cib.ts';

const THEIRS = { provider: 'heartbeat', type: 'IPaddr2' };
const OURS = { provider: 'floatip', type: 'IPaddr2' };

async function reasons(expression: string, from = THEIRS): Promise<readonly string[]> {
  const more = `<op_defaults><meta_attributes id="m"><rule id="r"><rsc_expression id="e" ${expression}/></rule></meta_attributes></op_defaults>`;
  return rulesThatChange(await configurationOf({ more }), from, OURS);
}

it.each([
  'type="IPaddr2"',
  'class="ocf" type="IPaddr2"',
  'class="ocf"',
  'type="Dummy"',
  'class="systemd" provider="heartbeat"',
])('a rule with %s goes on as before', async (expression) => {
  expect(await reasons(expression)).toEqual([]);
});

it('a rule with the provider would no longer apply; the reason has the command', async () => {
  expect(await reasons('class="ocf" provider="heartbeat" type="IPaddr2"')).toEqual([
    'the rule with the expression e, which applies to ocf:heartbeat:IPaddr2, would no longer apply to ocf:floatip:IPaddr2; ' +
      `let it name the type only: cibadmin --replace --xml-text '<rsc_expression id="e" class="ocf" type="IPaddr2"/>'`,
  ]);
});

it('a rule that would begin to apply, or that names IPaddr, must be changed', async () => {
  expect(await reasons('provider="floatip"')).toEqual([
    expect.stringMatching(/would begin to apply .*; change or remove the rule$/),
  ]);
  expect(await reasons('type="IPaddr"', { provider: 'heartbeat', type: 'IPaddr' })).toEqual([
    expect.stringMatching(/would no longer apply .*; change or remove the rule$/),
  ]);
});
