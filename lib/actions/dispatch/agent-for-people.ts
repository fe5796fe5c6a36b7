/** The agent as the command line sees it. */
import { PARAMETERS } from '../../../ocf-metadata/parameters.ts';
import { ipAddressFromBytes } from '../../kernel/ip-text.ts';
import { isTerminal, STDERR, STDOUT, writeOut } from '../../kernel/output.ts';
import type { Variables } from '../../ocf/environment.ts';
import {
  EXIT_STATUSES,
  OCF_ERR_ARGS,
  OCF_ERR_GENERIC,
  OCF_ERR_UNIMPLEMENTED,
  OCF_NOT_RUNNING,
  OCF_SUCCESS,
} from '../../ocf/exit-status.ts';
import type { Log } from '../../vip/kernel.ts';
import { formatHardwareAddress } from '../../wire/hardware-address.ts';
import { explain } from '../explain.ts';
import { embeddedMetaData } from '../meta-data.ts';
import { sight } from '../monitor.ts';
import { type AddressAction, inspect, runAction } from './run.ts';

export const agentForPeople = {
  run: (action: AddressAction, variables: Variables, log: Log) => runAction(action, variables, log),
  observe: (variables: Variables, log: Log) => inspect(variables, log, sight),
  explain: (variables: Variables, log: Log) => inspect(variables, log, explain),
  metaData: embeddedMetaData,
  write: (text: string) => writeOut(STDOUT, text),
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
};
