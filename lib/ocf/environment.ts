/** The cluster manager's environment, other than the parameters themselves. */

export type Variables = Readonly<Record<string, string | undefined>>;

/** How the names of the variables begin that anything here asks for. */
export const VARIABLES: readonly string[] = ['OCF_', 'HA_', 'PATH=', 'NO_COLOR='];

const DEFAULT_STATE_DIRECTORY = '/run/resource-agents';
/** What the meta-data recommends; used when nobody says how long the operation may take. */
const DEFAULT_TIMEOUT = 20_000;

export interface OcfEnvironment {
  readonly exitReasonPrefix: string;
  /** OCF_CHECK_LEVEL; undefined when it is not set. */
  readonly checkLevel: number | undefined;
  /** Whether a monitor is a probe: one that is not repeated. */
  readonly isProbe: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly stateDirectory: string;
}

export function readEnvironment(variables: Variables): OcfEnvironment {
  // The second is where Pacemaker passes a check level that is set as an operation's attribute.
  const checkLevel = variables.OCF_CHECK_LEVEL || variables.OCF_RESKEY_OCF_CHECK_LEVEL;
  return {
    exitReasonPrefix: variables.OCF_EXIT_REASON_PREFIX || 'ocf-exit-reason:',
    checkLevel: checkLevel ? Number(checkLevel) || 0 : undefined,
    isProbe: Number(variables.OCF_RESKEY_CRM_meta_interval || 0) === 0,
    timeout: positive(variables.OCF_RESKEY_CRM_meta_timeout) ?? DEFAULT_TIMEOUT,
    stateDirectory: variables.HA_RSCTMP || DEFAULT_STATE_DIRECTORY,
  };
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return text && value > 0 && Number.isFinite(value) ? value : undefined;
}
