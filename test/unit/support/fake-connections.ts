/** The sockets of TCP connections on the fake host. */
import { parseIpAddress } from '../../../lib/linux/ip-text.ts';
import { type Connection, type End, isConnectionOf } from '../../../lib/wire/inet-diag.ts';
import { type IpAddress, sameBytes } from '../../../lib/wire/ip-address.ts';
import { putNetworkU16, putU32 } from '../../../lib/wire/octets.ts';
import { AF_INET, AF_INET6 } from '../../../lib/wire/socket.ts';

export class FakeConnections {
  readonly #all = new Map<string, Connection>();
  #lastPort = 1024;

  /** @param index of the interface to which the socket is bound */
  open(local: string, remote: string, index = 0): void {
    const id = new Uint8Array(48);
    putNetworkU16(id, 0, 80);
    putNetworkU16(id, 2, ++this.#lastPort);
    const [source, destination] = [local, remote].map((text) => parseIpAddress(text)?.bytes);
    if (!source || !destination) throw new Error(`${local} or ${remote} is no address`);
    id.set(source, 4);
    id.set(destination, 20);
    putU32(id, 36, index);
    const family = source.length === 4 ? AF_INET : AF_INET6;
    this.#all.set(`${local} ${remote} ${this.#lastPort}`, { family, id });
  }

  /** As `192.0.2.10 192.0.2.1`: local and remote address. */
  texts(): string[] {
    return [...this.#all.keys()].map((key) => key.split(' ').slice(0, 2).join(' '));
  }

  of(ip: IpAddress, end: End): Connection[] {
    return [...this.#all.values()].filter((one) => isConnectionOf(one, ip, end));
  }

  destroy({ id }: Connection): boolean {
    const [key] = [...this.#all].find(([, one]) => sameBytes(one.id, id)) ?? [];
    return key !== undefined && this.#all.delete(key);
  }
}
