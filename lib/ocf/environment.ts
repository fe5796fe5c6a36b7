/** The environment variables that the cluster manager sets, other than parameters. */

export type Variables = Readonly<Record<string, string | undefined>>;

/** Prefixes of the variables that the agent reads. */
export const VARIABLES: readonly string[] = ['OCF_', 'HA_', 'PATH=', 'NO_COLOR='];

const DEFAULT_STATE_DIRECTORY = '/run/resource-agents';
/** The timeout if OCF_RESKEY_CRM_meta_timeout is not set, as the meta-data recommends. */
const DEFAULT_TIMEOUT_MS = 20_000;

export interface OcfEnvironment {
  readonly exitReasonPrefix: string;
  /** OCF_CHECK_LEVEL; undefined if it is not set. */
  readonly checkLevel: number | undefined;
  /** Whether the caller knows OCF_DEGRADED: Pacemaker 2.1 and later, which says OCF 1.1, and callers that say nothing. */
  readonly knowsDegraded: boolean;
  /** Whether a monitor is a probe: its interval is 0. */
  readonly isProbe: boolean;
  /** The operation's timeout, in milliseconds. */
  readonly timeout: number;
  readonly stateDirectory: string;
}

export function readEnvironment(variables: Variables): OcfEnvironment {
  // Pacemaker sets the second variable if the check level is an attribute of the operation.
  const checkLevel = variables.OCF_CHECK_LEVEL || variables.OCF_RESKEY_OCF_CHECK_LEVEL;
  return {
    exitReasonPrefix: variables.OCF_EXIT_REASON_PREFIX || 'ocf-exit-reason:',
    checkLevel: checkLevel ? Number(checkLevel) || 0 : undefined,
    knowsDegraded: variables.OCF_RA_VERSION_MINOR !== '0',
    isProbe: Number(variables.OCF_RESKEY_CRM_meta_interval || 0) === 0,
    timeout: positive(variables.OCF_RESKEY_CRM_meta_timeout) ?? DEFAULT_TIMEOUT_MS,
    stateDirectory: variables.HA_RSCTMP || DEFAULT_STATE_DIRECTORY,
  };
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return text && value > 0 && Number.isFinite(value) ? value : undefined;
}

/** The PATH of a shell whose environment has none. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The folders of programs, in the format of PATH. */
export function searchPath(variables: Variables): string {
  return variables.PATH || DEFAULT_PATH;
}
