/** floatip doctor: why the address is not reached. Reads and asks; changes nothing on this host. */
import type { Pacemaker } from '../cluster/pacemaker.ts';
import { parseIpAddress } from '../linux/ip-text.ts';
import { messageOf } from '../ocf/refusal.ts';
import { sameBytes } from '../wire/ip-address.ts';
import { checkAddress } from './checks/address.ts';
import { checkCluster } from './checks/cluster.ts';
import { checkFirewall } from './checks/firewall.ts';
import { checkKernel } from './checks/kernel.ts';
import { checkLink } from './checks/link.ts';
import { checkNamespaces } from './checks/namespaces.ts';
import { checkNetwork } from './checks/network.ts';
import { checkNetworkManager } from './checks/network-manager.ts';
import { checkNetworkd } from './checks/networkd.ts';
import { checkRedirection } from './checks/redirection.ts';
import { checkRoutes } from './checks/routes.ts';
import { checkService } from './checks/service.ts';
import { checkTrafficControl } from './checks/traffic-control.ts';
import { Diagnosis } from './diagnosis.ts';
import { clusterFacts } from './facts/cluster.ts';
import type { Facts } from './facts/facts.ts';
import { gatherFacts, type Subject } from './facts/gather.ts';

export interface Examination {
  readonly facts: Facts;
  readonly diagnosis: Diagnosis;
}

/** @param resource the id of the resource that was asked for */
export async function examine(
  subject: Subject,
  resource: string | undefined,
  pacemaker: Pacemaker,
): Promise<Examination> {
  const diagnosis = new Diagnosis();
  const { ip } = subject.request;
  const facts = gatherFacts(subject, diagnosis);
  const isAddress = (text: string): boolean => {
    const address = parseIpAddress(text);
    return address !== undefined && sameBytes(address.bytes, ip.bytes);
  };
  const cluster = await clusterFacts(pacemaker, resource, isAddress, diagnosis);
  attempt('the cluster', diagnosis, () => {
    if (cluster) checkCluster(facts, cluster, diagnosis);
  });
  checkHost(facts, diagnosis);
  attempt('the network namespaces', diagnosis, () => checkNamespaces(facts, diagnosis));
  facts.view.close();
  return { facts, diagnosis };
}

function checkHost(facts: Facts, diagnosis: Diagnosis): void {
  const { holder } = facts;
  attempt('the address', diagnosis, () => checkAddress(facts, diagnosis));
  let isCarried = false;
  attempt('the interface', diagnosis, () => {
    isCarried = checkLink(facts, diagnosis);
  });
  attempt('systemd-networkd', diagnosis, () => checkNetworkd(facts, diagnosis));
  attempt('NetworkManager', diagnosis, () => checkNetworkManager(facts, diagnosis));
  if (holder) {
    if (isCarried) attempt('routes', diagnosis, () => checkRoutes(facts, holder, diagnosis));
    attempt('kernel parameters', diagnosis, () => checkKernel(facts, holder, diagnosis));
    attempt('the firewall', diagnosis, () => checkFirewall(facts, holder, diagnosis));
    attempt('traffic control', diagnosis, () => checkTrafficControl(facts, holder, diagnosis));
    attempt('IPVS', diagnosis, () => checkRedirection(facts, diagnosis));
    attempt('programs', diagnosis, () => checkService(facts, diagnosis));
  }
  if (isCarried) attempt('the network', diagnosis, () => checkNetwork(facts, diagnosis));
}

/** A check that fails does not keep the others from looking. */
function attempt(what: string, diagnosis: Diagnosis, check: () => void): void {
  try {
    check();
  } catch (error) {
    diagnosis.cannotLookAt(what, messageOf(error));
  }
}
