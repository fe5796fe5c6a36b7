/** The policy table's address labels of the network namespace, by rtnetlink. */
import {
  type AddressLabel,
  decodeAddressLabel,
  encodeAddressLabel,
  encodeAddressLabelFilter,
} from '../wire/ifaddrlblmsg.ts';
import { type IpAddress, sameBytes } from '../wire/ip-address.ts';
import { NLM_F_CREATE, NLM_F_EXCL } from '../wire/netlink.ts';
import { AddressLabelTable } from './kernel.ts';
import type { NetlinkSocket } from './netlink-socket.ts';
import { allowing, unlessRefused } from './system-error.ts';

const RTM_NEWADDRLABEL = 72;
const RTM_DELADDRLABEL = 73;
const RTM_GETADDRLABEL = 74;

const THERE = ['EEXIST'];
/** What the kernel answers about an entry that it does not have. */
const GONE = ['ESRCH', 'ENOENT'];

export class AddressLabels extends AddressLabelTable {
  readonly #netlink: NetlinkSocket;

  constructor(netlink: NetlinkSocket) {
    super();
    this.#netlink = netlink;
  }

  /**
   * Equivalent to `ip addrlabel add prefix IP label LABEL`. False where the address has a label of
   * its own already, which stays as it is.
   */
  add(ip: IpAddress, label: number): boolean {
    const entry = entryOf(ip, label);
    const added = unlessRefused(THERE, () => {
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

  /** The label that the address has for itself, on whatever interface; undefined without one. */
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

  /** Equivalent to `ip addrlabel del`. One that is not there is no error. */
  remove(ip: IpAddress, label: number): void {
    allowing(GONE, () =>
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
