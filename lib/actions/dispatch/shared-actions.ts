/**
 * The way to the actions on a shared address, which are loaded only for one. What they need of the
 * others is handed in: what both sides imported would become a file of its own in the executable, which
 * every action would have to load.
 */
import { ipAddressFromBytes } from '../../kernel/ip-text.ts';
import { check, libc, unlessRefused } from '../../kernel/libc.ts';
import type { Variables } from '../../ocf/environment.ts';
import {
  OCF_ERR_CONFIGURED,
  OCF_ERR_GENERIC,
  OCF_ERR_INSTALLED,
  OCF_NOT_RUNNING,
  OCF_SUCCESS,
} from '../../ocf/exit-status.ts';
import { quoted, quotedText } from '../../ocf/quote.ts';
import { isShared, mayBeShared, sharedClone } from '../../ocf/shared-clone.ts';
import { firewallName } from '../../vip/lock-names.ts';
import { hasNeighbours } from '../../vip/neighbours.ts';
import { ARPHRD_ETHER } from '../../wire/arp.ts';
import { formatHardwareAddress } from '../../wire/hardware-address.ts';
import { explain } from '../explain.ts';
import { look, notUp, refresh } from '../monitor.ts';
import { reloadAgent } from '../reload-agent.ts';
import { failure, SUCCESS } from '../shared/outcome.ts';
import { planStart } from '../shared/start-plan.ts';
import { startInTurn, takeOver } from '../start.ts';
import { allOrNothing } from '../starting/undo.ts';
import { findRemovable, letGo, takeTurn } from '../stop.ts';
import { validateOnHost } from '../validate-all.ts';
import type { AddressAction } from './run.ts';

/** A function, so that only those who need the parts pay for putting them together. */
export const partsForSharing = () =>
  ({
    OCF_ERR_CONFIGURED,
    OCF_ERR_GENERIC,
    OCF_ERR_INSTALLED,
    OCF_NOT_RUNNING,
    OCF_SUCCESS,
    ARPHRD_ETHER,
    SUCCESS,
    allOrNothing,
    check,
    explain,
    failure,
    firewallName,
    formatHardwareAddress,
    hasNeighbours,
    ipAddressFromBytes,
    letGo,
    libc,
    look,
    notUp,
    findRemovable,
    planStart,
    quoted,
    quotedText,
    refresh,
    reloadAgent,
    startInTurn,
    takeOver,
    takeTurn,
    unlessRefused,
    validateOnHost,
  }) as const;

export type Parts = ReturnType<typeof partsForSharing>;

/** As which instance of the clone an action is called, and with what. */
export interface Instance {
  readonly parts: Parts;
  readonly bucket: number;
  readonly total: number;
  /** Where to look for the firewall's tools: PATH. */
  readonly path: string;
}

/** Where a PATH that is not set would lead, as a shell has it. */
const USUAL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Whether an action is one on an address that several hosts share. What they left there, stop takes away. */
export function concernsShared(action: AddressAction, variables: Variables): boolean {
  return action === 'stop' ? mayBeShared(variables) : isShared(variables);
}

export async function loadSharedActions(variables: Variables) {
  const { sharedActions } = await import('../cluster/actions.ts');
  const path = variables.PATH || USUAL_PATH;
  return sharedActions({ parts: partsForSharing(), ...sharedClone(variables), path });
}
