/**
 * Changes the agent of resources in the live cluster, one unit after the other. For each unit:
 *
 *  1. the cluster is idle, has a quorum, and the resources of the unit have no failures
 *  2. maintenance-mode=true, and the mark (mark.ts); wait until the monitors of the old agent have ended
 *  3. change provider and type
 *  4. refresh on each node: the executor forgets the old agent, and Pacemaker probes with the new one
 *  5. the probes have found the addresses where they were
 *  6. forget that they have found them (forgetFound in history.ts)
 *  7. a simulation of the end of maintenance-mode: Pacemaker starts, stops and moves nothing
 *  8. maintenance-mode as before; the resources run where they did, and the new agent monitors them
 *  9. reload-agent (requestReload in history.ts); then remove the mark
 *
 * If a step fails, the unit gets its old agent back, by the steps 3 to 9, and so do the units before it.
 */
import { OCF_ERR_GENERIC } from '../../ocf-metadata/exit-status.ts';
import type { Configuration } from '../cluster/configuration.ts';
import { type ClusterStatus, clusterStatus } from '../cluster/status.ts';
import type { Clock } from '../linux/clock.ts';
import type { Log } from '../ocf/log.ts';
import { messageOf, Refusal } from '../ocf/refusal.ts';
import { type AgentName, fullName, isSame } from './agent-name.ts';
import { type ClusterControl, type PlannedAction, PROBE, sameAction } from './cluster-control.ts';
import { forgetFound, type History, isActive, readHistory, requestReload } from './history.ts';
import {
  isOn,
  type MaintenanceOption,
  type Mark,
  maintenanceOption,
  readMark,
  runningElsewhere,
} from './mark.ts';
import { hasPlace, obstacles, type Place, placesOf, placesText, samePlaces } from './place.ts';
import { nameOf } from './plan-text.ts';
import type { Unit } from './unit.ts';

/** Milliseconds. How long the cluster may take to become idle before a unit is changed. */
const IDLE_WAIT_MS = 10_000;
/** Milliseconds. For the cluster to become idle afterwards, and for the probes. */
const SETTLE_WAIT_MS = 120_000;
const POLL_INTERVAL_MS = 50;
const OTHERS_INTERVAL_MS = 500;
/** Milliseconds after which a planned action counts as one that is never begun. */
const STABLE_MS = 3000;

/** A unit in maintenance-mode. */
interface Window {
  readonly unit: Unit;
  readonly option: MaintenanceOption;
  readonly mark: Mark;
  readonly places: readonly Place[];
  /** The names of the nodes that are online. */
  readonly online: readonly string[];
  /** What Pacemaker would do before the change: actions that it cannot do. */
  readonly usual: readonly PlannedAction[];
}

export class LiveMigration {
  readonly #control: ClusterControl;
  readonly #clock: Clock;
  readonly #log: Log;
  /** Marks the changes of this process. */
  readonly #owner: string;
  /** The names of the units that could not be put back. */
  readonly #left: string[] = [];

  constructor(control: ClusterControl, clock: Clock, log: Log, owner: string) {
    this.#control = control;
    this.#clock = clock;
    this.#log = log;
    this.#owner = owner;
  }

  /** @throws Refusal if a unit cannot be migrated; nothing is changed then */
  async migrate(units: readonly Unit[]): Promise<void> {
    const done: Unit[] = [];
    for (const unit of units) {
      try {
        await this.#migrateUnit(unit);
        done.push(unit);
      } catch (error) {
        const reason = messageOf(error);
        await this.#putBack(done);
        const rest =
          this.#left.length > 0
            ? `not put back: ${this.#left.join(', ')}; see the messages above, and "crm_mon"`
            : 'everything is as it was';
        throw new Refusal(OCF_ERR_GENERIC, `${nameOf(unit)}: ${reason}; ${rest}`);
      }
    }
  }

  /** Finishes the unit that an interrupted migration has left in maintenance-mode. @param unit undefined if it is gone */
  async finish(unit: Unit | undefined, mark: Mark, configuration: Configuration): Promise<void> {
    const option = maintenanceOption(configuration);
    if (mark.isFinished) {
      if (unit) await this.#reload(unit);
      this.#control.removeMark(option, mark);
      return;
    }
    this.#log.info(`${mark.unit}: finishing a migration that was interrupted`);
    const own: Mark = { ...mark, owner: this.#owner };
    this.#control.enterMaintenance(option, own);
    if (!unit) {
      this.#control.leaveMaintenance(option, own);
      this.#control.removeMark(option, own);
      return;
    }
    const status = await this.#waitUntilIdle(SETTLE_WAIT_MS);
    // The history may be gone: the probes tell where the resource is.
    await this.#change({
      unit,
      option,
      mark: own,
      places: placesOf(unit, status),
      online: onlineNodes(status),
      usual: [],
    });
  }

  async #putBack(done: readonly Unit[]): Promise<void> {
    const undone: readonly Unit[] = [...done].reverse();
    for (const unit of undone) {
      try {
        await this.#migrateUnit(reversed(unit));
      } catch (error) {
        this.#log.error(`${nameOf(unit)}: ${messageOf(error)}`);
        this.#left.push(nameOf(unit));
      }
    }
  }

  /** Steps 1 and 2, then the others. @throws Error; the unit then has its old agent */
  async #migrateUnit(unit: Unit): Promise<void> {
    await this.#waitForOthers();
    const status = await this.#waitUntilIdle(IDLE_WAIT_MS);
    refuseUnfit(status);
    const configuration = await this.#control.pacemaker.configuration();
    const [obstacle] = obstacles(unit, status, configuration);
    if (obstacle !== undefined) throw new Error(obstacle);
    const option = maintenanceOption(configuration);
    const window: Window = {
      unit,
      option,
      mark: {
        unit: unit.definition.id,
        agent: unit.from,
        maintenance: option.value,
        owner: this.#owner,
        isFinished: false,
      },
      places: placesOf(unit, status),
      online: onlineNodes(status),
      usual: await this.#control.plannedActions(undefined),
    };
    this.#log.info(`${nameOf(unit)}: ${fullName(unit.from)} -> ${fullName(unit.to)}`);
    this.#control.enterMaintenance(option, window.mark);
    await this.#change(window);
  }

  /** Waits while a process on another node changes a resource of its own. @throws Error */
  async #waitForOthers(): Promise<void> {
    const deadline = this.#clock.now() + SETTLE_WAIT_MS;
    for (;;) {
      const mark = readMark(await this.#control.pacemaker.configuration());
      if (!mark || mark.owner === this.#owner) return;
      if (this.#clock.now() >= deadline) throw new Error(runningElsewhere(mark));
      this.#clock.sleep(OTHERS_INTERVAL_MS);
    }
  }

  /** Steps 3 to 8. @throws Error; the unit then has its old agent */
  async #change(window: Window): Promise<void> {
    const { unit } = window;
    try {
      await this.#waitUntilIdle(SETTLE_WAIT_MS);
      await this.#setAgent(window, unit.to);
      await this.#simulateEnd(window);
    } catch (error) {
      this.#log.error(`${nameOf(unit)}: ${messageOf(error)}; putting ${fullName(unit.from)} back`);
      await this.#undo(window);
      throw error;
    }
    this.#leave(window);
    let reason = await this.#whyNotWell(window);
    if (reason === undefined) {
      await this.#reload(unit);
      reason = await this.#whyNotWell(window);
    }
    if (reason === undefined) {
      this.#control.removeMark(window.option, window.mark);
      this.#log.info(`${nameOf(unit)}: done, ${placesText(window.places)}`);
      return;
    }
    await this.#putBackAfter(window, reason);
  }

  /** The unit is not well after step 8. @throws Error always */
  async #putBackAfter(window: Window, reason: string): Promise<void> {
    const { unit } = window;
    if (!(await this.#isOnline(window))) {
      this.#control.removeMark(window.option, window.mark);
      // Pacemaker is recovering: nothing more is changed now.
      this.#left.push(nameOf(unit));
      throw new Error(reason);
    }
    this.#log.error(`${nameOf(unit)}: ${reason}; putting ${fullName(unit.from)} back`);
    const configuration = await this.#control.pacemaker.configuration();
    this.#control.enterMaintenance(maintenanceOption(configuration), window.mark);
    await this.#undo(window);
    throw new Error(reason);
  }

  /** Gives the unit its old agent, and leaves maintenance-mode in any case: Pacemaker repairs what is left. */
  async #undo(window: Window): Promise<void> {
    try {
      await this.#waitUntilIdle(SETTLE_WAIT_MS);
      await this.#setAgent(window, window.mark.agent);
    } catch (error) {
      this.#log.error(`${nameOf(window.unit)}: ${messageOf(error)}`);
      this.#left.push(nameOf(window.unit));
    }
    this.#leave(window);
    await this.#waitUntilIdle(SETTLE_WAIT_MS);
    await this.#reload(window.unit);
    this.#control.removeMark(window.option, window.mark);
  }

  /** Step 9, without the mark. */
  async #reload({ members }: Unit): Promise<void> {
    const { pacemaker } = this.#control;
    const ids = members.map(({ id }) => id);
    for (const history of await readHistory(pacemaker, ids)) requestReload(pacemaker, history);
    await this.#waitUntilIdle(SETTLE_WAIT_MS);
  }

  /** Steps 3 to 6. */
  async #setAgent(window: Window, agent: AgentName): Promise<void> {
    const { unit, places } = window;
    this.#refuseForeign();
    const ids = unit.members.map(({ id }) => id);
    const { pacemaker } = this.#control;
    this.#control.setAgent(unit, agent);
    for (const { id, node } of await readHistory(pacemaker, ids)) {
      if (!window.online.includes(node)) continue;
      this.#refuseForeign();
      this.#control.refresh(id, node);
    }
    const status = await this.#waitUntilIdle(SETTLE_WAIT_MS);
    const after = (await readHistory(pacemaker, ids)).filter(({ node }) =>
      onlineNodes(status).includes(node),
    );
    refuseDifferent(after, places, agent, onlineNodes(status));
    this.#refuseForeign();
    for (const history of after) forgetFound(pacemaker, history);
  }

  /** Step 7. */
  async #simulateEnd({ option, mark, online, usual }: Window): Promise<void> {
    const status = await clusterStatus(this.#control.pacemaker);
    // A node was lost: its resources must be recovered at once.
    if (!online.every((node) => onlineNodes(status).includes(node))) return;
    const planned = await this.#control.plannedActions(option, mark.maintenance);
    const unwanted = planned.find(
      (action) => action.name !== PROBE && !usual.some((one) => sameAction(one, action)),
    );
    if (!unwanted) return;
    const { name, resource, node } = unwanted;
    throw new Error(`Pacemaker would ${name} ${resource} (${node}) after the change`);
  }

  #leave({ option, mark }: Window): void {
    this.#refuseForeign();
    this.#control.leaveMaintenance(option, mark);
  }

  /** The rest of step 8: why the resources do not run as before; undefined if they do. */
  async #whyNotWell({ unit, places, mark, online }: Window): Promise<string | undefined> {
    const status = await this.#waitUntilIdle(SETTLE_WAIT_MS);
    if (isOn(mark.maintenance)) return undefined;
    const lost = online.find((node) => !onlineNodes(status).includes(node));
    if (lost !== undefined) return `node ${lost} was lost meanwhile; run the command again`;
    const found = placesOf(unit, status);
    if (!samePlaces(found, places)) {
      return `it is ${placesText(found)}, and was ${placesText(places)}`;
    }
    const ids = unit.members.map(({ id }) => id);
    const failure = status.failures.find(({ resource }) => ids.includes(resource));
    if (!failure) return undefined;
    const { operation, node, exitStatus, exitReason } = failure;
    return `${operation} on ${node} failed: ${exitStatus} (${exitReason})`;
  }

  async #isOnline({ online }: Window): Promise<boolean> {
    const now = onlineNodes(await clusterStatus(this.#control.pacemaker));
    return online.every((node) => now.includes(node));
  }

  /** Another process may have taken over an interrupted migration, or an administrator has removed the mark. */
  #refuseForeign(): void {
    if (this.#control.isMarkedBy(this.#owner)) return;
    throw new Error('another "floatip migrate" has taken over');
  }

  /**
   * Waits until the controller is idle, and has nothing to do. Actions that are planned for a while and not begun are
   * those that Pacemaker cannot do.
   * @throws Error
   */
  async #waitUntilIdle(timeout: number): Promise<ClusterStatus> {
    const deadline = this.#clock.now() + timeout;
    let since = this.#clock.now();
    let before = '';
    for (;;) {
      const status = await clusterStatus(this.#control.pacemaker);
      const activity = await this.#activity(status);
      if (activity.text !== before) since = this.#clock.now();
      before = activity.text;
      const isStable = !activity.isBegun && this.#clock.now() - since >= STABLE_MS;
      // It was read before the cluster was idle.
      if (activity.text === '' || isStable) return await clusterStatus(this.#control.pacemaker);
      if (this.#clock.now() >= deadline) {
        throw new Error(`the cluster is in transition: ${activity.text}`);
      }
      this.#clock.sleep(POLL_INTERVAL_MS);
    }
  }

  /** What Pacemaker is doing, or is about to do. */
  async #activity(status: ClusterStatus): Promise<Activity> {
    const busy = this.#whyBusy(status);
    if (busy !== undefined) return { text: busy, isBegun: true };
    const planned = await this.#control.plannedActions(undefined);
    const probe = planned.find(({ name }) => name === PROBE);
    if (probe) return { text: `it looks for ${probe.resource} on ${probe.node}`, isBegun: true };
    const text = planned.map((one) => `${one.name} ${one.resource} (${one.node})`).join(', ');
    return { text, isBegun: false };
  }

  #whyBusy({ dc, nodes, resources }: ClusterStatus): string | undefined {
    if (dc === undefined) return 'it has no designated controller (DC)';
    const pending = nodes.find(({ isPending }) => isPending);
    if (pending) return `node ${pending.name} is joining`;
    const acting = resources.find((one) => one.pending !== undefined);
    if (acting) return `${acting.pending} ${acting.id}`;
    return this.#control.isControllerIdle(dc) ? undefined : `the controller on ${dc} is busy`;
  }
}

interface Activity {
  /** Empty if there is none. */
  readonly text: string;
  readonly isBegun: boolean;
}

/** @throws Error */
function refuseUnfit({ isQuorate, nodes }: ClusterStatus): void {
  if (!isQuorate) throw new Error('this part of the cluster has no quorum');
  const unclean = nodes.find(({ isUnclean }) => isUnclean);
  if (unclean) throw new Error(`node ${unclean.name} is unclean: it must be fenced first`);
}

/** Step 5. @throws Error if the probes have not found the addresses where they were */
function refuseDifferent(
  histories: readonly History[],
  places: readonly Place[],
  agent: AgentName,
  online: readonly string[],
): void {
  for (const { id, node, last, agent: used } of histories) {
    if (!isSame(used, agent)) continue;
    const wasActive = hasPlace(places, { id, node });
    if (!last || last.isPending) throw new Error(`the probe of ${id} on ${node} has no result`);
    if (isActive(last.status) === wasActive && (wasActive || last.status === NOT_RUNNING)) continue;
    const why = last.reason === '' ? '' : `: ${last.reason}`;
    throw new Error(`${fullName(agent)} ${resultText(last.status, wasActive)} on ${node}${why}`);
  }
  for (const { id, node } of places) {
    if (!online.includes(node)) continue;
    const found = histories.some(
      (one) => one.id === id && one.node === node && isSame(one.agent, agent),
    );
    if (!found) throw new Error(`${id} was not looked for on ${node}`);
  }
}

const NOT_RUNNING = 7;
const NOT_INSTALLED = 5;

function resultText(status: number, wasActive: boolean): string {
  if (status === NOT_INSTALLED) return 'is not installed';
  if (status === NOT_RUNNING) return 'does not find the address';
  if (isActive(status) && !wasActive) return 'finds the address a second time,';
  return `does not find the address well (status ${status})`;
}

function reversed({ definition, members, from, to }: Unit): Unit {
  return { definition, members, from: to, to: from };
}

function onlineNodes({ nodes }: ClusterStatus): readonly string[] {
  return nodes.filter(({ isOnline }) => isOnline).map(({ name }) => name);
}
