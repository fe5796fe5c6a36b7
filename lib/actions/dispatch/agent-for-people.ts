/** The agent as the command line sees it. */
import { PARAMETERS } from '../../../ocf-metadata/parameters.ts';
import { ipAddressFromBytes } from '../../kernel/ip-text.ts';
import { isTerminal, print, STDERR, STDOUT, writeOut } from '../../kernel/output.ts';
import { asInstance } from '../../ocf/clone-instance.ts';
import type { Variables } from '../../ocf/environment.ts';
import {
  EXIT_STATUSES,
  OCF_ERR_ARGS,
  OCF_ERR_GENERIC,
  OCF_ERR_UNIMPLEMENTED,
  OCF_NOT_RUNNING,
  OCF_SUCCESS,
} from '../../ocf/exit-status.ts';
import { oneLine } from '../../ocf/quote.ts';
import { isShared } from '../../ocf/shared-clone.ts';
import type { Log } from '../../vip/kernel.ts';
import { ARPHRD_ETHER, decodeArp } from '../../wire/arp.ts';
import { decodeEthernet } from '../../wire/ethernet.ts';
import { formatHardwareAddress } from '../../wire/hardware-address.ts';
import { decodeIpv6 } from '../../wire/ipv6.ts';
import { decodeNeighborAdvertisement } from '../../wire/neighbor-advertisement.ts';
import { explain } from '../explain.ts';
import { embeddedMetaData } from '../meta-data.ts';
import type { Outcome } from '../shared/outcome.ts';
import { type AddressAction, inspect, runAction } from './run.ts';
import { concernsShared, loadSharedActions } from './shared-actions.ts';

export const agentForPeople = {
  run,
  async observe(variables: Variables, log: Log) {
    const { sight } = await loadSharedActions(variables);
    return inspect(asInstance(variables), log, sight);
  },
  async explain(variables: Variables, log: Log) {
    const shared = isShared(variables) ? await loadSharedActions(variables) : undefined;
    return inspect(variables, log, shared?.explain ?? explain);
  },
  metaData: embeddedMetaData,
  print,
  writeError: (text: string) => writeOut(STDERR, text),
  get isTerminal() {
    return isTerminal(STDOUT);
  },
  parameters: PARAMETERS,
  statuses: {
    success: OCF_SUCCESS,
    generic: OCF_ERR_GENERIC,
    args: OCF_ERR_ARGS,
    unimplemented: OCF_ERR_UNIMPLEMENTED,
    notRunning: OCF_NOT_RUNNING,
  } as const,
  statusMeanings: EXIT_STATUSES,
  formatIp: (bytes: Uint8Array) => ipAddressFromBytes(bytes).text,
  formatHardwareAddress,
  ethernet: ARPHRD_ETHER,
  decodeEthernet,
  decodeArp,
  decodeIpv6,
  decodeNeighborAdvertisement,
  oneLine,
};

async function run(action: AddressAction, variables: Variables, log: Log): Promise<Outcome> {
  if (concernsShared(action, variables)) {
    return runAction(action, variables, log, await loadSharedActions(variables));
  }
  if (action !== 'stop') return runAction(action, variables, log);
  // Whoever does not say which instance means all that there is of the address.
  const shared = await loadSharedActions(variables);
  const actions = { ...shared, stop: shared.stopEverything };
  return runAction(action, asInstance(variables), log, actions);
}
