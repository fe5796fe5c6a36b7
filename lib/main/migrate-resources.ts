/** The command `floatip migrate` on this host. */
import { OCF_ERR_ARGS, OCF_ERR_GENERIC } from '../../ocf-metadata/exit-status.ts';
import type { Call } from '../cli/agent.ts';
import { SilentLog } from '../cli/plain-log.ts';
import type { Configuration } from '../cluster/configuration.ts';
import { Pacemaker } from '../cluster/pacemaker.ts';
import type { ClusterStatus } from '../cluster/status.ts';
import { systemClock } from '../linux/clock.ts';
import { StateDirectory } from '../linux/state-directory.ts';
import { variablesOf } from '../migrate/check-unit.ts';
import { migrate } from '../migrate/migrate.ts';
import type { Unit } from '../migrate/unit.ts';
import { readEnvironment, searchPath, type Variables } from '../ocf/environment.ts';
import type { Log } from '../ocf/log.ts';
import { outcomeOf, Refusal } from '../ocf/refusal.ts';
import { cibFile } from './cib-file.ts';
import { requireRoot, runAction } from './run-action.ts';

const LOCK = 'floatip-migrate.lock';

export async function migrateResources(call: Call): Promise<string> {
  const { options, environment, log, words } = call;
  const isPlan = options.plan === true;
  refuseContradiction(call);
  if (!isPlan) requireRoot('migrate');
  const pacemaker = new Pacemaker(searchPath(environment));
  const node = isPlan ? undefined : pacemaker.nodeName();
  const request = {
    names: words,
    direction: options.back === true ? ('back' as const) : ('apply' as const),
    isPlan,
    file: cibFile(options),
    owner: `${node ?? ''}/${sys_getpid()}/${Math.floor(systemClock.now())}`,
    clock: systemClock,
    log,
    whyNotWell: (unit: Unit, configuration: Configuration, status: ClusterStatus) =>
      whyNotWell(unit, configuration, status, pacemaker, environment),
  };
  if (isPlan) return await migrate(pacemaker, request);
  const state = new StateDirectory(
    readEnvironment(environment).stateDirectory,
    systemClock,
    (error) => log.warn(error.message),
  );
  const lock = state.acquire(LOCK, systemClock.now());
  if (!lock)
    throw new Refusal(OCF_ERR_GENERIC, 'another "floatip migrate" is running on this host');
  try {
    return await migrate(pacemaker, request);
  } finally {
    lock.release();
  }
}

/** @throws Refusal */
function refuseContradiction({ options }: Call): void {
  const { plan, apply, back, cib } = options;
  if (plan !== true && apply !== true && back !== true) {
    throw new Refusal(
      OCF_ERR_ARGS,
      'migrate needs --plan, --apply or --back; see floatip migrate --help',
    );
  }
  if (apply === true && (back === true || plan === true)) {
    const other = back === true ? '--back' : '--plan';
    throw new Refusal(OCF_ERR_ARGS, `--apply and ${other} contradict each other`);
  }
  if (cib !== undefined && plan !== true)
    throw new Refusal(OCF_ERR_ARGS, '--cib needs --plan: only the running cluster can be migrated');
}

/** Runs our monitor for the instances that are active on this host. */
function whyNotWell(
  { members }: Unit,
  configuration: Configuration,
  { resources }: ClusterStatus,
  pacemaker: Pacemaker,
  environment: Variables,
): readonly string[] {
  const reasons: string[] = [];
  const node = pacemaker.nodeName() ?? '';
  for (const member of members) {
    for (const { id, nodes, instance } of resources) {
      if (id !== member.id || !nodes.includes(node)) continue;
      const { values } = configuration.parameters(member);
      // Pacemaker's tools must go on in this network namespace.
      if ((values.get('network_namespace') ?? '') !== '') continue;
      const variables: Record<string, string | undefined> = {
        ...variablesOf(member, values, configuration),
        HA_RSCTMP: environment.HA_RSCTMP,
        PATH: environment.PATH,
        OCF_RESKEY_CRM_meta_interval: '1',
      };
      if (instance !== undefined) variables.OCF_RESKEY_CRM_meta_clone = `${instance}`;
      const silent: Log = new SilentLog();
      const { status, reason } = outcomeOf(() => runAction('monitor', variables, silent));
      if (status === 0 || status === 190) continue;
      reasons.push(`${id} on ${node}, which IPaddr2 has started, is not well: ${reason ?? ''}`);
    }
  }
  return reasons;
}
