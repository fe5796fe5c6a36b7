/** The links of the fake host. */
import {
  IFF_LOOPBACK,
  IFF_LOWER_UP,
  IFF_NOARP,
  IFF_UP,
  type Link,
  type OperationalState,
} from '../../../lib/wire/ifinfomsg.ts';
import { systemError } from './system-error.ts';

export interface LinkOptions {
  readonly altNames?: readonly string[];
  readonly up?: boolean;
  readonly carrier?: boolean;
  readonly loopback?: boolean;
  readonly noArp?: boolean;
  /** Instead of the state by the carrier: some drivers always report UNKNOWN. */
  readonly operationalState?: OperationalState;
  readonly activePort?: number;
  readonly lower?: number;
  /** Instead of Ethernet. */
  readonly device?: Pick<Link, 'hardwareType' | 'address' | 'broadcast'>;
}

interface State {
  readonly index: number;
  name: string;
  options: LinkOptions;
  up: boolean;
  carrier: boolean;
  carrierUps: number;
  /** Undefined: the address of `device`, or 02:00:00:00:00:INDEX. */
  address?: Uint8Array;
  /** Number of changes. */
  changes: number;
}

const BROADCAST = new Uint8Array(6).fill(0xff);

export class FakeLinks {
  readonly #states: State[] = [];
  /** Number of notified changes. */
  changes = 0;
  onSetUp: (index: number, up: boolean) => void = () => {};

  create(name: string, options: LinkOptions = {}): Link {
    const index = this.#states.length + 1;
    const { up = true, carrier = true } = options;
    this.#states.push({
      index,
      name,
      options,
      up,
      carrier,
      carrierUps: up && carrier ? 1 : 0,
      changes: 0,
    });
    return this.snapshot(index);
  }

  setCarrier(name: string, carrier: boolean): void {
    const state = this.#named(name);
    state.carrier = carrier;
    if (carrier) state.carrierUps++;
    this.#changed(state);
  }

  /** `ip link set … address`. */
  setAddress(name: string, address: Uint8Array): void {
    const state = this.#named(name);
    state.address = address;
    this.#changed(state);
  }

  /** Another port of a bond becomes active. */
  setActivePort(name: string, activePort: number): void {
    const state = this.#named(name);
    state.options = { ...state.options, activePort };
    this.#changed(state);
  }

  /** `ip link set … name`. */
  rename(name: string, newName: string): void {
    const state = this.#named(name);
    state.name = newName;
    this.#changed(state);
  }

  /** `ip link set … arp off`. */
  setNoArp(name: string, noArp: boolean): void {
    const state = this.#named(name);
    state.options = { ...state.options, noArp };
    this.#changed(state);
  }

  changesOf(index: number): number {
    return this.#state(index).changes;
  }

  byName(name: string): Link | undefined {
    const state = this.#states.find(
      (known) => known.name === name || known.options.altNames?.includes(name),
    );
    return state && snapshot(state);
  }

  byIndex(index: number): Link | undefined {
    return this.all().find((link) => link.index === index);
  }

  all(): Link[] {
    return this.#states.map(snapshot);
  }

  setUp(index: number, up: boolean): void {
    const state = this.#state(index);
    if (state.up === up) return;
    state.up = up;
    this.#changed(state);
    this.onSetUp(index, up);
  }

  snapshot(index: number): Link {
    return snapshot(this.#state(index));
  }

  #named(name: string): State {
    const state = this.#states.find((known) => known.name === name);
    if (!state) throw new Error(`no link ${name}`);
    return state;
  }

  #changed(state: State): void {
    state.changes++;
    this.changes++;
  }

  #state(index: number): State {
    const state = this.#states.find((known) => known.index === index);
    if (!state) throw systemError(`interface ${index}`, 'ENODEV');
    return state;
  }
}

function snapshot({ index, name, options, up, carrier, carrierUps, address }: State): Link {
  const { loopback = false, noArp = false, operationalState } = options;
  const { activePort = 0, lower = 0 } = options;
  const flags =
    (up ? IFF_UP : 0) |
    (up && carrier ? IFF_LOWER_UP : 0) |
    (loopback ? IFF_LOOPBACK : 0) |
    (noArp ? IFF_NOARP : 0);
  return {
    index,
    name,
    hardwareType: loopback ? 772 : 1,
    flags,
    operationalState: operationalState ?? (up && carrier ? 'UP' : 'DOWN'),
    address: loopback ? new Uint8Array(6) : Uint8Array.of(2, 0, 0, 0, 0, index),
    broadcast: loopback ? new Uint8Array(6) : BROADCAST,
    permanentAddress: new Uint8Array(0),
    carrierUps,
    activePort,
    lower,
    ...options.device,
    ...(address && { address }),
  };
}
