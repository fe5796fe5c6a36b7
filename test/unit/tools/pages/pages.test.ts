import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../../../ocf-metadata/actions.ts';
import { commands } from '../../../../ocf-metadata/commands.ts';
import { EXIT_STATUSES } from '../../../../ocf-metadata/exit-status.ts';
import { EXIT_STATUS_DETAILS } from '../../../../ocf-metadata/exit-status-details.ts';
import { parameters } from '../../../../ocf-metadata/parameters.ts';
import { agentPage } from '../../../../tools/pages/agent-page.ts';
import { commandPage } from '../../../../tools/pages/command-page.ts';
import { faultsIn, onTerminal, WIDTH } from './mandoc.ts';

const EDITION = { version: '1.2.3', date: '2026-01-02' };
const PAGES = [
  ['ocf_floatip_VirtualIP(7)', agentPage(EDITION)],
  ['floatip(8)', commandPage(EDITION)],
] as const;
const [[, AGENT_PAGE], [, COMMAND_PAGE]] = PAGES;

function headings(text: string): string[] {
  return text.split('\n').filter((line) => /^[A-Z][A-Z ]*$/.test(line));
}

/** The heads of the items in a section. */
function heads(text: string, section: string): string[] {
  const [, rest = ''] = text.split(`\n${section}\n`);
  const [body = ''] = rest.split(/\n(?=[A-Z])/);
  return [...body.matchAll(/^ {5,7}([\w`.-]+)/gm)].map(([, head = '']) => head);
}

describe.each(PAGES)('%s', (name, page) => {
  it('has no fault that mandoc finds', async () => {
    expect(await faultsIn(page)).toBe('');
  });

  it('has no line that is longer than the terminal', async () => {
    const lines = (await onTerminal(page)).split('\n');
    expect(lines.filter((line) => line.length > WIDTH)).toEqual([]);
    expect(lines[0]).toMatch(name.toUpperCase());
    expect(lines.at(-1)).toMatch(/^floatip 1\.2\.3 +January 2, 2026|^floatip 1\.2\.3 +2026-01-02/);
  });

  it('has no character that a terminal may lack', () => {
    expect(page).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('explains each exit status', async () => {
    const statuses = EXIT_STATUSES.map(([status]) => String(status));
    expect(heads(await onTerminal(page), 'EXIT STATUS')).toEqual(expect.arrayContaining(statuses));
    expect(EXIT_STATUS_DETAILS.map(({ status }) => String(status))).toEqual(statuses);
  });
});

describe('ocf_floatip_VirtualIP(7)', () => {
  it('has the headings of ocf_heartbeat_IPaddr2(7), and two more', async () => {
    expect(headings(await onTerminal(AGENT_PAGE))).toEqual([
      'NAME',
      'SYNOPSIS',
      'DESCRIPTION',
      'SUPPORTED PARAMETERS',
      'SUPPORTED ACTIONS',
      'EXAMPLE CRM SHELL',
      'EXAMPLE PCS',
      'EXIT STATUS',
      'FILES',
      'SEE ALSO',
    ]);
  });

  it('has all parameters in the order of the table, with their defaults', async () => {
    const text = await onTerminal(AGENT_PAGE);
    const names = parameters().map(({ name }) => name);
    expect(heads(text, 'SUPPORTED PARAMETERS').filter((head) => names.includes(head))).toEqual(
      names,
    );
    for (const { name, default: value } of parameters()) {
      const [, item = ''] = text.split(new RegExp(`^ {5,7}${name}\\s`, 'm'));
      const [, properties = ''] = /\n {10,}\(([^()]*)\)\n/.exec(item) ?? [];
      expect(properties, name).toContain(value === undefined ? 'no default' : `default ${value}`);
    }
  });

  it('has all actions', async () => {
    const names = [...ACTIONS.map(({ name }) => name), 'meta-data'];
    expect(heads(await onTerminal(AGENT_PAGE), 'SUPPORTED ACTIONS')).toEqual(names);
  });
});

describe('floatip(8)', () => {
  it('has all commands, options and examples', async () => {
    const text = await onTerminal(COMMAND_PAGE);
    const names = commands().map(({ name }) => name);
    expect(heads(text, 'COMMANDS').filter((head) => !head.startsWith('-'))).toEqual(names);
    for (const { options = [], examples } of commands()) {
      for (const { flag } of options) expect(text).toContain(`[${flag}`);
      for (const [example] of examples) expect(text).toContain(`\n           ${example}\n`);
    }
  });
});
