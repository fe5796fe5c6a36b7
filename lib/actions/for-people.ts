/** The agent as the command line sees it. */
import { ipAddressFromBytes } from '../kernel/ip-text.ts';
import { isTerminal, STDERR, STDOUT, writeOut } from '../kernel/output.ts';
import type { Variables } from '../ocf/environment.ts';
import type { Log } from '../vip/kernel.ts';
import { formatHardwareAddress } from '../wire/hardware-address.ts';
import { explain } from './explain.ts';
import { embeddedMetaData } from './meta-data.ts';
import { look } from './monitor.ts';
import { type AddressAction, inspect, runAction } from './run.ts';

export const agentForPeople = {
  run: (action: AddressAction, variables: Variables, log: Log) => runAction(action, variables, log),
  observe: (variables: Variables, log: Log) => inspect(variables, log, look),
  explain: (variables: Variables, log: Log) => inspect(variables, log, explain),
  metaData: embeddedMetaData,
  write: (text: string) => writeOut(STDOUT, text),
  writeError: (text: string) => writeOut(STDERR, text),
  get isTerminal() {
    return isTerminal(STDOUT);
  },
  formatIp: (bytes: Uint8Array) => ipAddressFromBytes(bytes).text,
  formatHardwareAddress,
};
