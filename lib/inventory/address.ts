/** The address of a virtual IP, as its parameters say. */
import { asInstance, isShared } from '../ocf/clone.ts';
import type { Variables } from '../ocf/environment.ts';
import { readParameters } from '../ocf/read-parameters.ts';
import type { VipRequest } from '../ocf/request.ts';

export interface Address {
  readonly ip: string;
  readonly prefixLength: number | undefined;
  readonly nic: string | undefined;
  readonly networkNamespace: string | undefined;
  readonly problems: readonly string[];
  /** Undefined without a valid address. */
  readonly request: VipRequest | undefined;
  /** The environment with which this host is looked at. */
  readonly variables: Variables;
}

/**
 * @param variables the environment of an action
 * @param isOurs whether the agent is floatip, which refuses some parameters that IPaddr2 accepts
 * @param instance the number of an instance of a shared address that this host runs; undefined if it runs none
 */
export function readAddress(
  variables: Variables,
  isOurs: boolean,
  instance: number | undefined,
): Address {
  const whole = asInstance(variables);
  const observed = isShared(whole) ? asInstanceHere(whole, instance) : whole;
  const { problems } = readParameters(whole);
  const { request } = readParameters(observed, 'monitor');
  return {
    ip: request?.ip.text ?? variables.OCF_RESKEY_ip ?? '',
    prefixLength: request?.prefixLength,
    nic: request ? request.nic : variables.OCF_RESKEY_nic,
    networkNamespace: request ? request.networkNamespace : variables.OCF_RESKEY_network_namespace,
    problems: isOurs || !request ? problems : [],
    request,
    variables: observed,
  };
}

/** Without an instance on this host, the address is looked for, but not its share of the clients. */
function asInstanceHere(variables: Variables, instance: number | undefined): Variables {
  return instance === undefined
    ? { ...variables, OCF_RESKEY_CRM_meta_clone_max: undefined }
    : { ...variables, OCF_RESKEY_CRM_meta_clone: `${instance}` };
}
