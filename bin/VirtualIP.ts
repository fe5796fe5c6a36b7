/// <reference path="../build/native/system-calls.d.ts" />

import { runProgram } from '../lib/cli/program.ts';
import { environmentVariables, prepareProcess, programArguments } from '../lib/linux/process.ts';
import { agentName } from '../lib/main/called-as.ts';
import { commandAgent } from '../lib/main/command-agent.ts';
import { isCommand } from '../lib/main/is-command.ts';
import { runOcf } from '../lib/main/run-ocf.ts';
import { VARIABLES } from '../lib/ocf/environment.ts';

prepareProcess();
const [command = '', ...args] = programArguments();
const variables = environmentVariables(VARIABLES);
if (isCommand(command, args, variables)) void runCommand();
else sys__exit(runOcf(args.at(0) ?? '', variables, agentName(command)));

async function runCommand(): Promise<void> {
  sys__exit(await runProgram(args, variables, commandAgent()));
}
