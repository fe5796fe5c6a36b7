/// <reference path="../../build/native/system-calls.d.ts" />
/** The resource agent without the command floatip: check-code compiles it without the JavaScript engine. */

import { environmentVariables, programArguments } from '../../lib/linux/process.ts';
import { agentName } from '../../lib/main/called-as.ts';
import { runOcf } from '../../lib/main/run-ocf.ts';
import { VARIABLES } from '../../lib/ocf/environment.ts';

const [command = '', action = ''] = programArguments();
sys__exit(runOcf(action, environmentVariables(VARIABLES), agentName(command)));
