/** The functions of the agent for the command floatip. */
import { metaData } from '../../build/meta-data.ts';
import type { AddressAction } from '../../build/names.ts';
import { AGENT } from '../../ocf-metadata/agent.ts';
import { type Explanation, explain } from '../actions/explain.ts';
import type { AddressReport } from '../actions/monitor.ts';
import type { Agent, Call } from '../cli/agent.ts';
import { Pacemaker } from '../cluster/pacemaker.ts';
import { resourceWords } from '../cluster/resource-words.ts';
import { takeInventory } from '../inventory/inventory.ts';
import { listJson } from '../inventory/list-json.ts';
import { explainGaps, listText } from '../inventory/list-text.ts';
import { metricsText } from '../inventory/metrics.ts';
import { systemClock, unixTime } from '../linux/clock.ts';
import { isTerminal, print, STDERR, STDOUT, writeOut } from '../linux/output.ts';
import { asInstance, isShared } from '../ocf/clone.ts';
import { searchPath, type Variables } from '../ocf/environment.ts';
import type { Log } from '../ocf/log.ts';
import { explainShared } from '../shared-address/explain.ts';
import { reportShared } from '../shared-address/report.ts';
import { sharedAddress } from '../shared-address/shared-address.ts';
import { stopAllBuckets } from '../shared-address/stop.ts';
import { cibFile } from './cib-file.ts';
import { findCause } from './find-cause.ts';
import { migrateResources } from './migrate-resources.ts';
import { concernsShared, inspect, prepare, rowOf, runAction } from './run-action.ts';

export function commandAgent(): Agent {
  return {
    run,
    report,
    explain: explainAny,
    resourceWords: wordsOfResource,
    list,
    metrics,
    migrate: migrateResources,
    doctor: findCause,
    metaData: ownMetaData,
    print,
    writeError,
    isTerminal: isStdoutTerminal,
  };
}

function run(action: AddressAction, variables: Variables, log: Log): string {
  if (action !== 'stop' || concernsShared(action, variables)) {
    return runAction(action, variables, log);
  }
  // Without an instance number, stop removes the address with all its buckets.
  const context = prepare(rowOf(action), asInstance(variables), log);
  if (context) stopAllBuckets(context, sharedAddress(variables));
  return '';
}

function report(variables: Variables, log: Log): AddressReport {
  return reportShared(inspect(asInstance(variables), log), sharedAddress(variables));
}

function explainAny(variables: Variables, log: Log): Explanation {
  const context = inspect(variables, log);
  return isShared(variables) ? explainShared(context, sharedAddress(variables)) : explain(context);
}

async function wordsOfResource(id: string, environment: Variables): Promise<readonly string[]> {
  const pacemaker = new Pacemaker(searchPath(environment));
  return resourceWords(id, await pacemaker.configuration(), pacemaker);
}

async function list({ options, environment, style, log }: Call): Promise<string> {
  const inventory = await takeInventory(environment, cibFile(options), log);
  explainGaps(inventory, log);
  return options.json === true ? listJson(inventory) : listText(inventory, style);
}

async function metrics({ options, environment, log }: Call): Promise<string> {
  const inventory = await takeInventory(environment, cibFile(options), log);
  return metricsText(inventory, systemClock.now(), unixTime());
}

function ownMetaData(): string {
  return metaData(AGENT.name);
}

function writeError(text: string): void {
  writeOut(STDERR, text);
}

function isStdoutTerminal(): boolean {
  return isTerminal(STDOUT);
}
