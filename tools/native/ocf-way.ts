/// <reference path="../../build/native/system-calls.d.ts" />
/** The resource agent without the command floatip: check-code compiles it without the JavaScript engine. */

import { environmentVariables, programArguments } from '../../lib/linux/process.ts';
import { runOcf } from '../../lib/main/run-ocf.ts';
import { VARIABLES } from '../../lib/ocf/environment.ts';

sys__exit(runOcf(programArguments().at(1) ?? '', environmentVariables(VARIABLES)));
