/** Two ways to call one executable: as a resource agent, and as the command floatip. */
import type { Variables } from '../ocf/environment.ts';

const COMMAND_NAME = 'floatip';

/**
 * A cluster manager names the resource in the environment, and its agent ignores all arguments but
 * the first. Without that, the name of the command tells, or arguments that no cluster manager gives.
 */
export function isCalledByPerson(
  argv0: string,
  args: readonly string[],
  variables: Variables,
): boolean {
  const { OCF_RESOURCE_INSTANCE, OCF_RA_VERSION_MAJOR, OCF_RESKEY_ip } = variables;
  if (OCF_RESOURCE_INSTANCE || OCF_RA_VERSION_MAJOR || OCF_RESKEY_ip) return false;
  if (argv0 === COMMAND_NAME || argv0.endsWith(`/${COMMAND_NAME}`)) return true;
  for (const arg of args) if (arg.startsWith('-') || arg.indexOf('=') > 0) return true;
  return false;
}
