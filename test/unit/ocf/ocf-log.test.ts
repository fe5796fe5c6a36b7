import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Variables } from '../../../lib/ocf/environment.ts';
import { OcfLog } from '../../../lib/ocf/ocf-log.ts';

/** strftime(3) copies a format without conversions. */
const DATE = { HA_DATEFMT: 'DATE ' };
const TAG = `VirtualIP[${process.pid}]`;

let folder: string;
let stderr: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'floatip-log-'));
  stderr = '';
  const write = sys_write;
  vi.stubGlobal('sys_write', (fd: number, octets: Uint8Array) => {
    if (fd !== 2) return write(fd, octets);
    stderr += new TextDecoder().decode(octets);
    return octets.length;
  });
  vi.stubGlobal('sys_isatty', () => 0);
});
afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true, force: true });
});

const pathOf = (name: string) => join(folder, name);
const textOf = (name: string) => readFileSync(pathOf(name), 'utf8');

function logAll(variables: Variables): void {
  const log = new OcfLog({ ...DATE, ...variables });
  log.error('e');
  log.warn('w');
  log.info('i');
  log.debug('d');
}

describe('without a log', () => {
  it('writes to stderr with the date, and no debug messages', () => {
    logAll({});
    expect(stderr).toBe('DATE ERROR: e\nDATE WARNING: w\nDATE INFO: i\n');
  });

  it('writes the date as "Jan 31 12:34:56 " by default', () => {
    new OcfLog({}).warn('w');
    expect(stderr).toMatch(/^[A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d WARNING: w\n$/);
  });

  it.each([
    ['1', 'DATE DEBUG: d\n'],
    ['0', ''],
    ['', ''],
  ])('writes debug messages if HA_debug is neither 0 nor empty: %j', (HA_debug, expected) => {
    new OcfLog({ ...DATE, HA_debug }).debug('d');
    expect(stderr).toBe(expected);
  });

  it('writes one line for a text with line breaks and control characters', () => {
    new OcfLog(DATE).error('a\nb\u001b[31m');
    expect(stderr).toMatch(/^DATE ERROR: a b.*\n$/);
    expect(stderr).not.toContain('\u001b');
  });

  it('does not write a message again that is on stderr', () => {
    new OcfLog(DATE).errorNotToStderr('e');
    expect(stderr).toBe('');
  });

  it.each(['none', 'no such facility', ''])('writes to stderr with HA_LOGFACILITY=%j', (name) => {
    new OcfLog({ ...DATE, HA_LOGFACILITY: name }).info('i');
    expect(stderr).toBe('DATE INFO: i\n');
  });
});

describe('with a terminal', () => {
  beforeEach(() => {
    vi.stubGlobal('sys_isatty', (fd: number) => (fd === 0 ? 1 : 0));
  });

  it('writes to stderr only, without the date', () => {
    logAll({ HA_LOGFILE: pathOf('log') });
    expect(stderr).toBe('ERROR: e\nWARNING: w\nINFO: i\n');
    expect(() => textOf('log')).toThrow('ENOENT');
  });

  it('writes HA_LOGTAG', () => {
    new OcfLog({ HA_LOGTAG: 'tag' }).warn('w');
    expect(stderr).toBe('tag: WARNING: w\n');
  });

  it('does not write a message again that is on stderr', () => {
    new OcfLog({}).errorNotToStderr('e');
    expect(stderr).toBe('');
  });
});

describe('with files', () => {
  it.each(['HA_LOGFILE', 'HA_logfile'])('appends to %s', (name) => {
    logAll({ [name]: pathOf('log') });
    logAll({ [name]: pathOf('log') });
    const lines = ['ERROR: e', 'WARNING: w', 'INFO: i'];
    const expected = [...lines, ...lines].map((line) => `DATE  ${TAG}:    ${line}\n`).join('');
    expect(textOf('log')).toBe(expected);
    expect(stderr).toBe('');
  });

  it.each(['HA_DEBUGLOG', 'HA_debuglog'])('appends to %s, also debug messages', (name) => {
    logAll({ HA_debug: '1', HA_LOGFILE: pathOf('log'), [name]: pathOf('debug') });
    const lines = ['ERROR: e', 'WARNING: w', 'INFO: i', 'DEBUG: d'];
    expect(textOf('debug')).toBe(lines.map((line) => `${TAG}:\tDATE ${line}\n`).join(''));
    expect(textOf('log').split('\n')).toHaveLength(4);
    expect(stderr).toBe('');
  });

  it('writes a message once if both are the same file', () => {
    new OcfLog({ ...DATE, HA_LOGFILE: pathOf('log'), HA_DEBUGLOG: pathOf('log') }).info('i');
    expect(textOf('log')).toBe(`DATE  ${TAG}:    INFO: i\n`);
  });

  it('writes debug messages to stderr without HA_DEBUGLOG', () => {
    new OcfLog({ ...DATE, HA_debug: '1', HA_LOGFILE: pathOf('log') }).debug('d');
    expect(stderr).toBe('DATE DEBUG: d\n');
  });

  it.each([
    [{ OCF_RESOURCE_INSTANCE: 'vip' }, `VirtualIP(vip)[${process.pid}]`],
    [{ OCF_RESOURCE_INSTANCE: 'vip', HA_LOGTAG: 'tag' }, 'tag'],
  ])('writes the tag of %j', (variables, tag) => {
    new OcfLog({ ...DATE, ...variables, HA_LOGFILE: pathOf('log') }).info('i');
    expect(textOf('log')).toBe(`DATE  ${tag}:    INFO: i\n`);
  });

  it('writes a message that is on stderr', () => {
    new OcfLog({ ...DATE, HA_LOGFILE: pathOf('log') }).errorNotToStderr('e');
    expect(textOf('log')).toBe(`DATE  ${TAG}:    ERROR: e\n`);
  });

  it('writes to stderr if the file cannot be written', () => {
    new OcfLog({ ...DATE, HA_LOGFILE: join(folder, 'missing', 'log') }).info('i');
    new OcfLog({ ...DATE, HA_LOGFILE: '/dev/full' }).info('i');
    expect(stderr).toBe('DATE INFO: i\nDATE INFO: i\n');
  });
});
