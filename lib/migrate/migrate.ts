/** The command `floatip migrate`. */
import { OCF_ERR_GENERIC } from '../../ocf-metadata/exit-status.ts';
import type { Configuration } from '../cluster/configuration.ts';
import { configurationFromFile } from '../cluster/configuration-file.ts';
import type { Pacemaker } from '../cluster/pacemaker.ts';
import { type ClusterStatus, clusterStatus } from '../cluster/status.ts';
import { parseXml } from '../cluster/xml.ts';
import type { Clock } from '../linux/clock.ts';
import type { Log } from '../ocf/log.ts';
import { Refusal } from '../ocf/refusal.ts';
import {
  type AgentName,
  type Direction,
  fullName,
  IPADDR,
  IPADDR2,
  PROVIDER,
} from './agent-name.ts';
import { type Check, checkUnit } from './check-unit.ts';
import { ClusterControl } from './cluster-control.ts';
import { LiveMigration } from './live-migration.ts';
import {
  isOn,
  type Mark,
  maintenanceOption,
  markText,
  nodeOf,
  readMark,
  runningElsewhere,
} from './mark.ts';
import { nameOf, planText } from './plan-text.ts';
import { selectUnits, type Unit, unitOf } from './unit.ts';

/** Milliseconds after which a mark that does not change is that of a process that has ended. */
const LIFE_SIGN_MS = 15_000;
const POLL_INTERVAL_MS = 500;

export interface MigrateRequest {
  readonly names: readonly string[];
  readonly direction: Direction;
  /** Only say what would be done. */
  readonly isPlan: boolean;
  /** A file with the configuration, absolute; undefined for that of the running cluster. */
  readonly file: string | undefined;
  /** A text that no other process has, without blanks. */
  readonly owner: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Why the address is not well on this host, according to our monitor. */
  readonly whyNotWell: (
    unit: Unit,
    configuration: Configuration,
    status: ClusterStatus,
  ) => readonly string[];
}

/** Returns the text for stdout. @throws Refusal */
export async function migrate(pacemaker: Pacemaker, request: MigrateRequest): Promise<string> {
  const { direction, isPlan, names, file } = request;
  let configuration = await (file === undefined
    ? pacemaker.configuration()
    : configurationFromFile(file));
  const mark = readMark(configuration);
  if (mark && !isPlan) {
    await refuseLiving(pacemaker, mark, request);
    await finish(pacemaker, configuration, mark, request);
    configuration = await pacemaker.configuration();
  }
  const units = selectUnits(configuration, direction, names);
  if (units.length === 0) return nothingToDo(request, mark !== undefined);
  const checks = await checkAll(pacemaker, configuration, units, request);
  const impossible = checks.filter(({ problems }) => problems.length > 0);
  if (isPlan) {
    const text =
      interruption(mark) + planText(checks, isOn(maintenanceOption(configuration).value));
    if (impossible.length === 0) return text;
    throw new Refusal(OCF_ERR_GENERIC, summaryOf(impossible), text);
  }
  if (impossible.length > 0) {
    for (const { unit, problems } of impossible) {
      for (const problem of problems) request.log.error(`${nameOf(unit)}: ${problem}`);
    }
    throw new Refusal(OCF_ERR_GENERIC, `${summaryOf(impossible)}; nothing was changed`);
  }
  const live = new LiveMigration(
    new ClusterControl(pacemaker),
    request.clock,
    request.log,
    request.owner,
  );
  await live.migrate(units);
  return doneText(units);
}

async function checkAll(
  pacemaker: Pacemaker,
  configuration: Configuration,
  units: readonly Unit[],
  { direction, file, whyNotWell }: MigrateRequest,
): Promise<readonly Check[]> {
  const isLive = file === undefined;
  const status = isLive ? await clusterStatus(pacemaker) : undefined;
  const checks: Check[] = [];
  for (const unit of units) {
    const known = direction === 'back' && isLive ? await parametersOf(pacemaker, unit.to) : [];
    const check = checkUnit(unit, configuration, direction, known);
    const more: string[] = [];
    if (isLive && !isInstalled(pacemaker, unit.to))
      more.push(`${fullName(unit.to)} is not installed on this host`);
    if (status && direction === 'apply') more.push(...whyNotWell(unit, configuration, status));
    checks.push({ ...check, problems: [...check.problems, ...more] });
  }
  return checks;
}

/**
 * Whether the process that has written the mark still lives is known only on its own host, by the lock of the
 * command. A process on another node that is online lives if the mark changes: it does so for each resource.
 * @throws Refusal if the process lives
 */
async function refuseLiving(
  pacemaker: Pacemaker,
  mark: Mark,
  { clock, log, owner }: MigrateRequest,
): Promise<void> {
  const node = nodeOf(mark.owner);
  if (node === nodeOf(owner)) return;
  const { nodes } = await clusterStatus(pacemaker);
  if (!nodes.some((one) => one.name === node && one.isOnline)) return;
  log.info(`${mark.unit}: waiting for ${node}, which may still be changing it`);
  const before = markText(mark);
  const deadline = clock.now() + LIFE_SIGN_MS;
  while (clock.now() < deadline) {
    clock.sleep(POLL_INTERVAL_MS);
    const now = readMark(await pacemaker.configuration());
    if (!now || markText(now) !== before) {
      throw new Refusal(OCF_ERR_GENERIC, runningElsewhere(mark));
    }
  }
}

async function finish(
  pacemaker: Pacemaker,
  configuration: Configuration,
  mark: Mark,
  { direction, clock, log, owner }: MigrateRequest,
): Promise<void> {
  const definition = configuration.resources.find(
    ({ id, standard }) => id === mark.unit && standard !== '',
  );
  const unit = definition && unitOf(definition, configuration, direction);
  const live = new LiveMigration(new ClusterControl(pacemaker), clock, log, owner);
  await live.finish(unit, mark, configuration);
}

function isInstalled(pacemaker: Pacemaker, agent: AgentName): boolean {
  return pacemaker.attempt('crm_resource', ['--show-metadata', fullName(agent)]).succeeded;
}

/** The names of the parameters in the meta-data; empty if the agent has none. */
async function parametersOf(pacemaker: Pacemaker, agent: AgentName): Promise<readonly string[]> {
  const { succeeded, output } = pacemaker.attempt('crm_resource', [
    '--show-metadata',
    fullName(agent),
  ]);
  const names: string[] = [];
  if (!succeeded) return names;
  for (const element of (await parseXml(output, 'crm_resource')).withDescendants()) {
    const name = element.attribute('name');
    if (element.name === 'parameter' && name !== undefined) names.push(name);
  }
  return names;
}

function interruption(mark: Mark | undefined): string {
  if (!mark) return '';
  return `${nodeOf(mark.owner)} is changing ${mark.unit}, or was interrupted: --apply or --back finishes it then.\n\n`;
}

function nothingToDo({ names, direction }: MigrateRequest, isFinished: boolean): string {
  const agents =
    direction === 'apply' ? `ocf:heartbeat:${IPADDR2} or ${IPADDR}` : `ocf:${PROVIDER}`;
  const rest = isFinished ? 'the interrupted migration is finished; ' : '';
  const which = names.length === 0 ? 'no resource' : `none of ${names.join(', ')}`;
  return `${rest}nothing to migrate: ${which} is of ${agents}\n`;
}

function summaryOf(impossible: readonly Check[]): string {
  const names = impossible.map(({ unit }) => nameOf(unit)).join(', ');
  return `cannot be migrated: ${names}`;
}

function doneText(units: readonly Unit[]): string {
  const lines = units.map(
    (unit) => `${nameOf(unit)}: ${fullName(unit.from)} -> ${fullName(unit.to)}`,
  );
  return `${lines.join('\n')}\n`;
}
