/**
 * Logs like ocf-shellfuncs of resource-agents: to the system log if HA_LOGFACILITY is set, to the files HA_LOGFILE
 * and HA_DEBUGLOG, and to stderr if neither was written. If stdin is a terminal, to stderr only.
 */

import { formatLocalTime } from '../linux/clock.ts';
import { O_APPEND, O_CREAT, writeFile } from '../linux/files.ts';
import { isTerminal, STDERR, writeOut } from '../linux/output.ts';
import { type Severity, writeSyslog } from '../linux/syslog.ts';
import type { Variables } from './environment.ts';
import { Log } from './log.ts';
import { oneLine } from './quote.ts';

const AGENT_NAME = 'VirtualIP';
const DEFAULT_DATE_FORMAT = '%b %d %T ';

interface Level {
  readonly word: string;
  readonly severity: Severity;
}
const ERROR: Level = { word: 'ERROR', severity: 'err' };
const WARNING: Level = { word: 'WARNING', severity: 'warning' };
const INFO: Level = { word: 'INFO', severity: 'info' };
const DEBUG: Level = { word: 'DEBUG', severity: 'debug' };

export class OcfLog extends Log {
  readonly #variables: Variables;

  constructor(variables: Variables) {
    super();
    this.#variables = variables;
  }

  error(text: string): void {
    this.#write(ERROR, text, true);
  }

  warn(text: string): void {
    this.#write(WARNING, text, true);
  }

  info(text: string): void {
    this.#write(INFO, text, true);
  }

  debug(text: string): void {
    const wanted = this.#variables.HA_debug;
    if (wanted && wanted !== '0') this.#write(DEBUG, text, true);
  }

  /** Logs an error that the caller itself writes to stderr. */
  errorNotToStderr(text: string): void {
    this.#write(ERROR, text, false);
  }

  #write(level: Level, text: string, toStderr: boolean): void {
    const line = oneLine(`${level.word}: ${text}`);
    if (isTerminal(0)) {
      if (toStderr) writeStderr(this.#variables.HA_LOGTAG ? `${this.#tag()}: ${line}` : line);
      return;
    }
    const facility = this.#facility();
    const logged =
      facility !== undefined && writeSyslog(facility, level.severity, this.#tag(), line);
    const written = level.severity === 'debug' ? this.#debugFile(line) : this.#files(line);
    if (!logged && !written && toStderr) writeStderr(`${this.#date()}${line}`);
  }

  #files(line: string): boolean {
    const { HA_LOGFILE, HA_logfile } = this.#variables;
    const file = HA_LOGFILE || HA_logfile;
    const written =
      file !== undefined && append(file, `${this.#date()} ${this.#tag()}:    ${line}`);
    if (this.#debugPath() !== file) this.#debugFile(line);
    return written;
  }

  #debugFile(line: string): boolean {
    const file = this.#debugPath();
    return file !== undefined && append(file, `${this.#tag()}:\t${this.#date()}${line}`);
  }

  #debugPath(): string | undefined {
    const { HA_DEBUGLOG, HA_debuglog } = this.#variables;
    return HA_DEBUGLOG || HA_debuglog || undefined;
  }

  #facility(): string | undefined {
    const facility = this.#variables.HA_LOGFACILITY;
    return facility && facility !== 'none' ? facility : undefined;
  }

  #tag(): string {
    const { HA_LOGTAG, OCF_RESOURCE_INSTANCE: instance } = this.#variables;
    return HA_LOGTAG || `${AGENT_NAME}${instance ? `(${instance})` : ''}[${sys_getpid()}]`;
  }

  #date(): string {
    return formatLocalTime(this.#variables.HA_DATEFMT || DEFAULT_DATE_FORMAT);
  }
}

/** False if the file cannot be written: a full disk must not make an action fail. */
function append(file: string, line: string): boolean {
  try {
    writeFile(file, O_APPEND | O_CREAT, `${line}\n`);
    return true;
  } catch {
    return false;
  }
}

export function writeStderr(line: string): void {
  writeOut(STDERR, `${line}\n`);
}
