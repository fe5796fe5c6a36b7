import { agentForPeople } from '../lib/actions/dispatch/agent-for-people.ts';
import { isCalledByPerson } from '../lib/actions/dispatch/called-by.ts';
import { runOcf } from '../lib/actions/dispatch/ocf.ts';
import { exitNow } from '../lib/kernel/libc.ts';

const args = process.argv.slice(2);
if (isCalledByPerson(process.argv0, args, process.env)) {
  void import('../lib/cli/program.ts')
    .then(({ runProgram }) => runProgram(args, process.env, agentForPeople))
    .then(exitNow);
} else {
  runOcf(args, process.env, exitNow);
}
