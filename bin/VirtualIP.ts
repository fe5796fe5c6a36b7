/// <reference path="../build/native/system-calls.d.ts" />

import { runProgram } from '../lib/cli/program.ts';
import { environmentVariables, prepareProcess, programArguments } from '../lib/linux/process.ts';
import { agentForPeople } from '../lib/main/agent-for-people.ts';
import { isCalledByPerson } from '../lib/main/called-by.ts';
import { runOcf } from '../lib/main/run-ocf.ts';
import { VARIABLES } from '../lib/ocf/environment.ts';

prepareProcess();
const [command = '', ...args] = programArguments();
const variables = environmentVariables(VARIABLES);
if (isCalledByPerson(command, args, variables)) void serve();
else sys__exit(runOcf(args.at(0) ?? '', variables));

async function serve(): Promise<void> {
  sys__exit(await runProgram(args, variables, agentForPeople()));
}
