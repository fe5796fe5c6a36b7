/** The name under which the executable was called: argv[0], with or without a path. */
import { AGENT, type AgentName } from '../../ocf-metadata/agent.ts';

export function isCalledAs(argv0: string, name: string): boolean {
  return argv0 === name || argv0.endsWith(`/${name}`);
}

/** The name of the agent in the meta-data: tools compare it with the name of the file. */
export function agentName(argv0: string): AgentName {
  return isCalledAs(argv0, AGENT.secondName) ? AGENT.secondName : AGENT.name;
}
