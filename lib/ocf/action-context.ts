import type { Kernel } from '../linux/kernel.ts';
import type { OcfEnvironment } from './environment.ts';
import type { Log } from './log.ts';
import type { VipRequest } from './request.ts';

/** The fraction of the operation's timeout after which an action gives up. */
export const TIMEOUT_SHARE = 0.9;

/** The input of each action on an address. */
export interface ActionContext {
  readonly kernel: Kernel;
  readonly request: VipRequest;
  readonly environment: OcfEnvironment;
  readonly log: Log;
  /** clock.now() by which the action must end. */
  readonly deadline: number;
  /** The hardware address to announce, if it is not the link's own. */
  readonly announcedMac?: Uint8Array | undefined;
}
