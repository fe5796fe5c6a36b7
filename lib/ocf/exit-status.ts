/** Exit statuses of OCF resource agents (Resource Agent API 1.1, "Exit Status Codes"). */
export const OCF_SUCCESS = 0;
export const OCF_ERR_GENERIC = 1;
export const OCF_ERR_ARGS = 2;
export const OCF_ERR_UNIMPLEMENTED = 3;
export const OCF_ERR_PERM = 4;
export const OCF_ERR_INSTALLED = 5;
export const OCF_ERR_CONFIGURED = 6;
export const OCF_NOT_RUNNING = 7;

export type ExitStatus = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** What each status means, for people. */
export const EXIT_STATUSES: readonly (readonly [ExitStatus, string])[] = [
  [OCF_SUCCESS, 'done; for monitor and status: the address is up'],
  [
    OCF_ERR_GENERIC,
    'failed: no fitting route, no carrier, collision, or the kernel refused; status: there, but of no use',
  ],
  [OCF_ERR_ARGS, 'the command line is wrong'],
  [OCF_ERR_UNIMPLEMENTED, 'there is no such action'],
  [OCF_ERR_PERM, 'this needs root'],
  [OCF_ERR_INSTALLED, 'this host lacks something: the interface, the network namespace, or nft'],
  [OCF_ERR_CONFIGURED, 'a parameter is wrong, on whatever host'],
  [OCF_NOT_RUNNING, 'the address is not here'],
];
