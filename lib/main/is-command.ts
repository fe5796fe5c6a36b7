/** The executable is both the resource agent and the command floatip. */
import type { Variables } from '../ocf/environment.ts';
import { isCalledAs } from './called-as.ts';

const COMMAND_NAME = 'floatip';

/**
 * With OCF variables in the environment, the executable is the agent. Without them, it is the command if its
 * name is floatip, or if an argument is an option or `name=value`.
 */
export function isCommand(argv0: string, args: readonly string[], variables: Variables): boolean {
  const { OCF_RESOURCE_INSTANCE, OCF_RA_VERSION_MAJOR, OCF_RESKEY_ip } = variables;
  if (OCF_RESOURCE_INSTANCE || OCF_RA_VERSION_MAJOR || OCF_RESKEY_ip) return false;
  if (isCalledAs(argv0, COMMAND_NAME)) return true;
  for (const arg of args) if (arg.startsWith('-') || arg.indexOf('=') > 0) return true;
  return false;
}
