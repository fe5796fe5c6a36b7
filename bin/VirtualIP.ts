/// <reference path="../build/native/system-calls.d.ts" />
import { agentForPeople } from '../lib/actions/dispatch/agent-for-people.ts';
import { isCalledByPerson } from '../lib/actions/dispatch/called-by.ts';
import { runOcf } from '../lib/actions/dispatch/ocf.ts';
import { runProgram } from '../lib/cli/program.ts';
import { prepareProcess } from '../lib/kernel/prepare-process.ts';
import { environmentVariables, programArguments } from '../lib/kernel/started-with.ts';
import { VARIABLES } from '../lib/ocf/environment.ts';

prepareProcess();
const [command = '', ...args] = programArguments();
const variables = environmentVariables(VARIABLES);
if (isCalledByPerson(command, args, variables)) void serve();
else sys__exit(runOcf(args.at(0) ?? '', variables));

async function serve(): Promise<void> {
  sys__exit(await runProgram(args, variables, agentForPeople()));
}
