/** Reads and changes address labels of the network namespace's policy table (RFC 6724) through rtnetlink. */
import {
  type AddressLabel,
  decodeAddressLabel,
  encodeAddressLabel,
  encodeAddressLabelFilter,
} from '../wire/ifaddrlblmsg.ts';
import { type IpAddress, sameBytes } from '../wire/ip-address.ts';
import { NLM_F_CREATE, NLM_F_EXCL } from '../wire/netlink.ts';
import { RTM_DELADDRLABEL, RTM_GETADDRLABEL, RTM_NEWADDRLABEL } from '../wire/rtnetlink.ts';
import { AddressLabelTable } from './kernel.ts';
import type { NetlinkSocket } from './netlink-socket.ts';
import { ignoreErrno, undefinedOnErrno } from './system-error.ts';

const NO_SUCH_LABEL = ['ESRCH', 'ENOENT'];

export class AddressLabels extends AddressLabelTable {
  readonly #netlink: NetlinkSocket;

  constructor(netlink: NetlinkSocket) {
    super();
    this.#netlink = netlink;
  }

  /**
   * Equivalent to `ip addrlabel add prefix IP label LABEL`. Returns false, and changes nothing, if the address
   * has a label already.
   */
  add(ip: IpAddress, label: number): boolean {
    const entry = entryOf(ip, label);
    const added = undefinedOnErrno(['EEXIST'], () => {
      this.#netlink.request(
        `RTM_NEWADDRLABEL ${ip.text} label ${label}`,
        RTM_NEWADDRLABEL,
        NLM_F_CREATE | NLM_F_EXCL,
        encodeAddressLabel(entry),
      );
      return true;
    });
    return added ?? false;
  }

  /** Returns the label of the /128 entry of the address without an interface; undefined if there is none. */
  find(ip: IpAddress): number | undefined {
    const labels = this.#netlink.dump(
      'RTM_GETADDRLABEL',
      RTM_GETADDRLABEL,
      encodeAddressLabelFilter(),
      ({ payload }) => {
        const { prefix, prefixLength, index, label } = decodeAddressLabel(payload);
        const isOurs = prefixLength === ip.bytes.length * 8 && index === 0;
        return isOurs && sameBytes(prefix, ip.bytes) ? label : undefined;
      },
    );
    return labels.at(0);
  }

  /** Equivalent to `ip addrlabel del`. Idempotent. */
  remove(ip: IpAddress, label: number): void {
    ignoreErrno(NO_SUCH_LABEL, () =>
      this.#netlink.request(
        `RTM_DELADDRLABEL ${ip.text} label ${label}`,
        RTM_DELADDRLABEL,
        0,
        encodeAddressLabel(entryOf(ip, label)),
      ),
    );
  }
}

function entryOf(ip: IpAddress, label: number): AddressLabel {
  return { prefix: ip.bytes, prefixLength: ip.bytes.length * 8, index: 0, label };
}
