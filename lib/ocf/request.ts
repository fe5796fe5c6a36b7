/** The parameters of one action as typed values. */
import type {
  ArpType,
  BooleanParameter,
  ClusteripFirewall,
  Dad,
  IntegerParameter,
  OnConflict,
} from '../../build/names.ts';
import {
  ARP_TYPE_OPTIONS,
  CLUSTERIP_FIREWALL_OPTIONS,
  DAD_OPTIONS,
  ON_CONFLICT_OPTIONS,
  parameterRule,
} from '../../build/parameters.ts';
import { INFINITY_LIFE_TIME } from '../wire/ifaddrmsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import type { AnnounceTo } from './announce-to.ts';
import { readBoolean, readLateRounds, readLifetime } from './parameter-syntax.ts';

export type BroadcastRule = 'set-host-bits' | 'clear-host-bits' | IpAddress;

const NO_ADDRESS: IpAddress = { family: 'inet', bytes: new Uint8Array(4), text: '0.0.0.0' };

/**
 * The values of the parameters. Only readParameters changes them. Parameters without a field are read by name;
 * they have their default if they are not set.
 */
export class VipRequest {
  /** The address of this instance, which unique_clone_address derives from `baseIp`. */
  ip = NO_ADDRESS;
  /** The parameter ip, if unique_clone_address is set. */
  baseIp: IpAddress | undefined = undefined;
  nic: string | undefined = undefined;
  prefixLength: number | undefined = undefined;
  broadcast: BroadcastRule | undefined = undefined;
  /** The label, without the interface's name and the colon. */
  label: string | undefined = undefined;
  /** rtm_protocol of the routes that determine interface and prefix length. */
  routeProtocol: number | undefined = undefined;
  networkNamespace: string | undefined = undefined;
  /** Whether each node of a clone answers all clients. */
  isPlainClone = false;
  hashSeed: number | undefined = undefined;
  /** The peers that must acknowledge the address. */
  announceTo: AnnounceTo = 'gateway';
  /** The hardware address of a shared address. */
  sharedMac: Uint8Array | undefined = undefined;
  readonly #texts: Record<string, string | undefined> = {};

  /** @param text a valid value */
  setText(name: string, text: string): void {
    this.#texts[name] = text;
  }

  text(name: string): string {
    return this.#texts[name] ?? parameterRule(name).default ?? '';
  }

  differsFromDefault(name: string): boolean {
    return this.text(name) !== (parameterRule(name).default ?? '');
  }

  boolean(name: BooleanParameter): boolean {
    return readBoolean(this.text(name)) === true;
  }

  integer(name: IntegerParameter): number {
    return Number(this.text(name));
  }

  arpType(): ArpType {
    const text = this.text('arp_type');
    const type = ARP_TYPE_OPTIONS.find((option) => option === text);
    if (!type) throw new Error(`arp_type=${text} is not an option`);
    return type;
  }

  onConflict(): OnConflict {
    const text = this.text('on_conflict');
    const choice = ON_CONFLICT_OPTIONS.find((option) => option === text);
    if (!choice) throw new Error(`on_conflict=${text} is not an option`);
    return choice;
  }

  /** The times of the late rounds: milliseconds after the first round, ascending. */
  lateRounds(): number[] {
    return (readLateRounds(this.text('arp_late')) ?? []).map((seconds) => seconds * 1000);
  }

  /** IPv6; `none` with nodad=true. */
  dad(): Dad {
    if (this.boolean('nodad')) return 'none';
    const text = this.text('dad');
    const choice = DAD_OPTIONS.find((option) => option === text);
    if (!choice) throw new Error(`dad=${text} is not an option`);
    return choice;
  }

  /** IPv6: seconds; INFINITY_LIFE_TIME means forever. */
  preferredLifetime(): number {
    return readLifetime(this.text('preferred_lft')) ?? INFINITY_LIFE_TIME;
  }

  /** The metric of the address's route; undefined if it is not set, or there is no route. */
  routeMetric(): number | undefined {
    const text = this.#texts.metric;
    return text === undefined || this.boolean('noprefixroute') ? undefined : Number(text);
  }

  /** IPv6: the label for the policy table; undefined for none. */
  addressLabel(): number | undefined {
    const isWanted = this.ip.family === 'inet6' && this.boolean('lvs_ipv6_addrlabel');
    return isWanted ? this.integer('lvs_ipv6_addrlabel_value') : undefined;
  }

  firewall(): ClusteripFirewall {
    const text = this.text('clusterip_firewall');
    const choice = CLUSTERIP_FIREWALL_OPTIONS.find((option) => option === text);
    if (!choice) throw new Error(`clusterip_firewall=${text} is not an option`);
    return choice;
  }
}
