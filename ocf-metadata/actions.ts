/** The actions of the agent. */
import {
  type ExitStatus,
  OCF_ERR_GENERIC,
  OCF_ERR_INSTALLED,
  OCF_NOT_RUNNING,
  OCF_SUCCESS,
} from './exit-status.ts';

/** The requirements of an action. */
export interface ActionRules {
  readonly name: string;
  readonly needsRoot: boolean;
  /** Which invalid parameters make the action fail with OCF_ERR_CONFIGURED; stop only warns of them. */
  readonly refuses: 'all' | 'checkedByMonitor' | 'none';
  /** The exit status if the network namespace does not exist. For a probe it is OCF_NOT_RUNNING. */
  readonly withoutNamespace: ExitStatus;
}

/** An action on an address; lib/main/actions.ts has its function. */
export interface Action extends ActionRules {
  /** The recommended timeout, in seconds. */
  readonly timeout: number;
  /** The recommended interval, in seconds. */
  readonly interval?: number;
  /** The values of OCF_CHECK_LEVEL that the action distinguishes. */
  readonly depths?: readonly number[];
}

/** Seconds. */
const TIMEOUT = 20;
const INTERVAL = 10;

export const ACTIONS: readonly Action[] = [
  {
    name: 'start',
    timeout: TIMEOUT,
    needsRoot: true,
    refuses: 'all',
    withoutNamespace: OCF_ERR_INSTALLED,
  },
  {
    name: 'stop',
    timeout: TIMEOUT,
    needsRoot: true,
    refuses: 'none',
    withoutNamespace: OCF_SUCCESS,
  },
  {
    name: 'reload-agent',
    timeout: TIMEOUT,
    needsRoot: true,
    refuses: 'all',
    withoutNamespace: OCF_ERR_INSTALLED,
  },
  {
    name: 'status',
    timeout: TIMEOUT,
    interval: INTERVAL,
    depths: [0],
    needsRoot: false,
    refuses: 'checkedByMonitor',
    withoutNamespace: OCF_NOT_RUNNING,
  },
  {
    name: 'monitor',
    timeout: TIMEOUT,
    interval: INTERVAL,
    depths: [0],
    needsRoot: false,
    refuses: 'checkedByMonitor',
    withoutNamespace: OCF_ERR_GENERIC,
  },
  {
    name: 'validate-all',
    timeout: TIMEOUT,
    depths: [0, 10],
    needsRoot: false,
    refuses: 'all',
    withoutNamespace: OCF_ERR_INSTALLED,
  },
];

/** Seconds. */
export const META_DATA_TIMEOUT = 5;
