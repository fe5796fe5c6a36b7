/** Exit statuses of OCF resource agents (Resource Agent API 1.1, "Exit Status Codes"). */
export const OCF_SUCCESS = 0;
export const OCF_ERR_GENERIC = 1;
export const OCF_ERR_ARGS = 2;
export const OCF_ERR_UNIMPLEMENTED = 3;
export const OCF_ERR_PERM = 4;
export const OCF_ERR_INSTALLED = 5;
export const OCF_ERR_CONFIGURED = 6;
export const OCF_NOT_RUNNING = 7;

/** Pacemaker 1.1.13 and later: running, but with a fault that an administrator should know. */
export const OCF_DEGRADED = 190;

export type ExitStatus = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 190;

/** What each status means, for `--help`. */
export const EXIT_STATUSES: readonly (readonly [ExitStatus, string])[] = [
  [OCF_SUCCESS, 'success; monitor and status: the address is up'],
  [
    OCF_ERR_GENERIC,
    'failure: no route, no carrier, address conflict, refused by the kernel; status: assigned, but not usable',
  ],
  [OCF_ERR_ARGS, 'invalid command line'],
  [OCF_ERR_UNIMPLEMENTED, 'unknown action'],
  [OCF_ERR_PERM, 'not root'],
  [OCF_ERR_INSTALLED, 'the interface, the network namespace, or nft is missing on this host'],
  [OCF_ERR_CONFIGURED, 'invalid parameter; the action fails on every host'],
  [OCF_NOT_RUNNING, 'the address is not on this host'],
  [OCF_DEGRADED, 'monitor: the address is up, but another host has it too (on_conflict)'],
];
