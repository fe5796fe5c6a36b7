/**
 * kill_connections_on_stop: closes the TCP connections of an address that stop removes. Their peers get a reset and
 * connect again. Without a reset, an idle peer learns nothing until its own timeout.
 */
import type { ConnectionTable } from '../../linux/kernel.ts';
import type { ActionContext } from '../../ocf/action-context.ts';
import { messageOf } from '../../ocf/refusal.ts';
import { boundInterface, type Connection, type End } from '../../wire/inet-diag.ts';
import { isLinkLocal } from '../../wire/ip-address.ts';
import {
  type FoundAddresses,
  findAddresses,
  kept,
  removable,
  type Wanted,
} from './assigned-address.ts';

/** closeNew lets other actions wait, and only few connections can be new. */
const CLOSE_NEW_MS = 100;
/** A kernel that refuses to close the first connections refuses to close any. */
const MAX_REFUSED = 10;

/** stop goes on if this step fails: no method throws. */
export class ConnectionCloser {
  readonly #context: ActionContext;
  /** The interfaces from which stop removes the address. */
  readonly #indexes: number[] = [];
  /** An interface on which the address stays. */
  #staysOn: string | undefined = undefined;
  #passes = 0;
  #closed = 0;
  #refused = 0;
  /** The connections that were left when the time of the last pass was over. */
  #left = 0;
  #error: string | undefined = undefined;
  /** The next passes would fail too, or have no time either. */
  #hasEnded = false;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  /** Closes all connections. Takes half of the remaining time at most, so call it without the list lock. */
  closeAll(wanted: Wanted): void {
    try {
      const found = findAddresses(this.#context.kernel, wanted);
      if (this.#isGoing(found)) this.#pass('any', this.#halfTime());
      if (this.#left > 0) this.#hasEnded = true;
    } catch (error) {
      this.#fail(messageOf(error));
    }
  }

  /** Closes the connections that were made after closeAll. Requires the list lock; call it right before the deletion. */
  closeNew(found: FoundAddresses): void {
    const limit = this.#context.kernel.clock.now() + CLOSE_NEW_MS;
    if (this.#isGoing(found)) this.#pass('any', Math.min(limit, this.#halfTime()));
  }

  /**
   * Closes the connections that were made between closeNew and the deletion, for the programs of this host: a reset
   * may not reach the peer any more. Connections to the address are not closed, they can be to its next holder.
   */
  closeRest(): void {
    if (this.#passes > 0 && this.#staysOn === undefined) this.#pass('local', this.#halfTime());
  }

  report(): void {
    const { request, log } = this.#context;
    const connections = `TCP connections of ${request.ip.text}`;
    if (this.#staysOn !== undefined) {
      log.info(`${connections} stay: the address is also on ${this.#staysOn}`);
    }
    if (this.#closed > 0 || (this.#passes > 0 && this.#error === undefined)) {
      log.info(`${connections} closed: ${this.#closed}`);
    }
    if (this.#error !== undefined) {
      const which = this.#closed > 0 ? 'some ' : '';
      log.warn(`kill_connections_on_stop: ${which}${connections} stay: ${this.#error}`);
    }
    if (this.#left > 0) {
      log.warn(
        `kill_connections_on_stop: timeout too short for all ${connections}; left: ${this.#left}`,
      );
    }
  }

  /**
   * Whether stop removes the address from this host. A connection belongs to an address, whatever its interface; only
   * that of a link-local address belongs to an interface.
   */
  #isGoing(found: FoundAddresses): boolean {
    const going = removable(found);
    if (going.length === 0) return false;
    const stays = isLinkLocal(this.#context.request.ip) ? undefined : kept(found).at(0);
    this.#staysOn = stays?.link.name;
    for (const { link } of going) {
      if (!this.#indexes.includes(link.index)) this.#indexes.push(link.index);
    }
    return stays === undefined;
  }

  #pass(end: End, limit: number): void {
    if (this.#hasEnded) return;
    this.#passes++;
    this.#left = 0;
    try {
      const table = this.#context.kernel.openConnections();
      try {
        this.#closeListed(table, end, limit);
      } finally {
        table.close();
      }
    } catch (error) {
      this.#fail(messageOf(error));
    }
  }

  #closeListed(table: ConnectionTable, end: End, limit: number): void {
    const { kernel, request } = this.#context;
    const listed = table.of(request.ip, end);
    const connections = isLinkLocal(request.ip)
      ? listed.filter((one) => this.#indexes.includes(boundInterface(one)))
      : listed;
    for (let at = 0; at < connections.length && !this.#hasEnded; at++) {
      const connection = connections[at];
      if (connection === undefined) break;
      if (kernel.clock.now() >= limit) {
        this.#left = connections.length - at;
        return;
      }
      this.#close(table, connection);
    }
  }

  #close(table: ConnectionTable, connection: Connection): void {
    try {
      if (table.destroy(connection)) this.#closed++;
    } catch (error) {
      this.#refused++;
      if (this.#error === undefined) this.#error = messageOf(error);
      this.#hasEnded = this.#closed === 0 && this.#refused >= MAX_REFUSED;
    }
  }

  #fail(message: string): void {
    if (this.#error === undefined) this.#error = message;
    this.#hasEnded = true;
  }

  #halfTime(): number {
    const { kernel, deadline } = this.#context;
    const now = kernel.clock.now();
    return now + (deadline - now) / 2;
  }
}
