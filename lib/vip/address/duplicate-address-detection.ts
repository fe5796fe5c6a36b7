/** The state of the kernel's duplicate address detection (DAD, RFC 4862 section 5.4) for an IPv6 address. */
import type { Kernel } from '../../linux/kernel.ts';
import { IFA_F_DADFAILED, IFA_F_TENTATIVE, type InterfaceAddress } from '../../wire/ifaddrmsg.ts';
import type { IpAddress } from '../../wire/ip-address.ts';

export type DadState =
  /** Finished, or not done: the address is in use. */
  | 'unique'
  | 'tentative'
  /** Another host has the address: the kernel does not use it. */
  | 'duplicate';

/** The state according to the flags of the address; always `unique` for IPv4. */
export function dadState({ flags }: InterfaceAddress): DadState {
  if (flags & IFA_F_DADFAILED) return 'duplicate';
  return flags & IFA_F_TENTATIVE ? 'tentative' : 'unique';
}

/**
 * Waits until detection has finished. Returns `tentative` if it has not finished by `deadline` (clock.now()),
 * `gone` if the address was removed.
 */
export function waitForDad(
  kernel: Kernel,
  ip: IpAddress,
  index: number,
  deadline: number,
): DadState | 'gone' {
  // Opened before the address is read, so that no change is missed.
  const watch = kernel.watchAddress(ip, index);
  try {
    for (;;) {
      const entry = kernel.addresses.find(ip, index).at(0);
      if (!entry) return 'gone';
      const detection = dadState(entry);
      if (detection !== 'tentative' || !watch.waitForChange(deadline)) return detection;
    }
  } finally {
    watch.close();
  }
}
