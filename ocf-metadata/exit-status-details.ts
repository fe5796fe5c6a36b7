/** What each exit status means, in full, for the manual pages and docs/parameters.md. */
import {
  type ExitStatus,
  OCF_DEGRADED,
  OCF_ERR_ARGS,
  OCF_ERR_CONFIGURED,
  OCF_ERR_GENERIC,
  OCF_ERR_INSTALLED,
  OCF_ERR_PERM,
  OCF_ERR_UNIMPLEMENTED,
  OCF_NOT_RUNNING,
  OCF_SUCCESS,
} from './exit-status.ts';

export interface ExitStatusDetails {
  readonly status: ExitStatus;
  /** The name in the OCF Resource Agent API. */
  readonly name: string;
  readonly meaning: string;
}

/** In numerical order. */
export const EXIT_STATUS_DETAILS: readonly ExitStatusDetails[] = [
  {
    status: OCF_SUCCESS,
    name: 'OCF_SUCCESS',
    meaning: 'Success. monitor and status: the address is up.',
  },
  {
    status: OCF_ERR_GENERIC,
    name: 'OCF_ERR_GENERIC',
    meaning: `start: no route covers the address, the link has no carrier, another host has the address, or the kernel
refused a change. start also returns 1 if the address is assigned with another prefix length or label.
monitor and status: the interface does not exist, or the address is assigned but not usable. An address is
not usable if its link is down or has no carrier, if it is tentative, or if another host has it too. Nor is it
usable with another prefix length or label, if its interface was renamed, or if only the address or only the
rules of a shared address exist.`,
  },
  {
    status: OCF_ERR_ARGS,
    name: 'OCF_ERR_ARGS',
    meaning: 'Invalid command line of floatip.',
  },
  {
    status: OCF_ERR_UNIMPLEMENTED,
    name: 'OCF_ERR_UNIMPLEMENTED',
    meaning: 'Unknown action.',
  },
  { status: OCF_ERR_PERM, name: 'OCF_ERR_PERM', meaning: 'Not root.' },
  {
    status: OCF_ERR_INSTALLED,
    name: 'OCF_ERR_INSTALLED',
    meaning: `start: the interface, the network namespace, or nft for a shared address is missing on this host.
Pacemaker tries another node.`,
  },
  {
    status: OCF_ERR_CONFIGURED,
    name: 'OCF_ERR_CONFIGURED',
    meaning: `A parameter is invalid, on every host. validate-all: also if the interface is missing. Pacemaker tries
no other node.`,
  },
  {
    status: OCF_NOT_RUNNING,
    name: 'OCF_NOT_RUNNING',
    meaning: 'The address is not on this host: stop would find nothing to remove.',
  },
  {
    status: OCF_DEGRADED,
    name: 'OCF_DEGRADED',
    meaning:
      'monitor: the address is up, but another host has it too (on_conflict=degrade or defend).',
  },
];
