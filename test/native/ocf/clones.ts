import { parseIpAddress } from '../../../lib/linux/ip-text.ts';
import {
  asInstance,
  beforeCloning,
  cloneProblem,
  instanceAddress,
  instanceNumber,
  isGloballyUnique,
  isPlainClone,
  isShared,
  mayBeShared,
  outsideOfNetwork,
  plainCloneProblem,
  sharedClone,
} from '../../../lib/ocf/clone.ts';
import type { Variables } from '../../../lib/ocf/environment.ts';
import { hostAddressProblem, isUnicast } from '../../../lib/ocf/parameter-syntax.ts';
import {
  CLONE,
  INSTANCES,
  NO_HOSTS,
  NO_NUMBERS,
  OUTSIDE_OF_NETWORK,
  PLAIN,
  SHARED,
} from '../../unit/ocf/golden/clones.ts';
import type { Write } from '../text.ts';
import { addressText, asVariables, parametersText, shown, variablesText } from './request-text.ts';

/** A dictionary, because a compiled record does not keep its order when it is spread. */
const UNIQUE: Variables = { unique_clone_address: 'true', CRM_meta_globally_unique: 'true' };

const HOSTS = [
  ...['192.0.2.10', '192.0.2.0', '192.0.2.255', '0.1.2.3', '224.0.0.1', '255.255.255.255'],
  ...['2001:db8::', '2001:db8::10', '::', '::1', 'ff02::1'],
];

/** The addresses of instances, or the reason why an instance has none. */
export function instanceTable(write: Write): void {
  for (const [ip, number] of INSTANCES) instance(write, ip, number, {});
  for (const [ip, number] of NO_HOSTS) instance(write, ip, number, {});
  for (const number of NO_NUMBERS) instance(write, '192.0.2.10', number, {});
  for (const [ip, others] of OUTSIDE_OF_NETWORK) {
    for (const number of ['0', '5', '6', '10']) instance(write, ip, number, others);
  }
  for (const text of HOSTS) {
    hosts(write, text);
  }
}

function instance(write: Write, ip: string, number: string, others: Variables): void {
  const parameters: Variables = { ip, CRM_meta_clone: number, ...UNIQUE, ...others };
  write(`${variablesText(parameters)}: ${parametersText(asVariables(parameters), 'all')}`);
  const base = parseIpAddress(ip.split('/')[0] ?? '');
  const own = base && instanceAddress(base, number);
  write(`instance ${ip} ${shown(number)}: ${addressText(own)}`);
  if (!own) return;
  for (let length = 1; length <= 32; length++) {
    write(`outside of /${length}: ${shown(outsideOfNetwork(base, own, length))}`);
  }
}

function hosts(write: Write, text: string): void {
  const ip = parseIpAddress(text);
  if (!ip) return;
  write(`unicast ${text}: ${isUnicast(ip)}`);
  for (let length = 0; length <= ip.bytes.length * 8; length++) {
    write(`of a host ${text}/${length}: ${shown(hostAddressProblem(ip, length))}`);
  }
}

/** Meta attributes of clones. */
export function cloneTable(write: Write): void {
  for (const [, parameters] of SHARED) clone(write, parameters);
  for (const [parameters] of PLAIN) clone(write, { ...CLONE, ...parameters });
  for (const total of ['', '0', '1', '2', '3', '-1', '1.5', '1e1', '0x3', 'x', ' 3', 'Infinity']) {
    for (const number of ['', '0', '1', '2', '-1', '0.5', 'x', '1e0']) {
      for (const unique of ['', 'true', 'false', 'x']) {
        clone(write, {
          CRM_meta_clone: number,
          CRM_meta_clone_max: total,
          CRM_meta_globally_unique: unique,
        });
      }
    }
  }
  for (const nic of ['eth0', '', 'a"b', 'é']) write(plainCloneProblem(nic));
}

function clone(write: Write, parameters: Variables): void {
  const variables = asVariables(parameters);
  const { bucket, total } = sharedClone(variables);
  const cells = [
    `${isGloballyUnique(variables)} ${instanceNumber(variables)} ${bucket} of ${total}`,
    `${isShared(variables)} ${mayBeShared(variables)} ${isPlainClone(variables)}`,
    `${shown(cloneProblem(variables, false))} ${shown(cloneProblem(variables, true))}`,
    `${variablesText(asInstance(variables))} ${variablesText(beforeCloning(variables))}`,
  ];
  write(`clone ${variablesText(parameters)}: ${cells.join(', ')}`);
}
