import { agentForPeople } from '../lib/actions/for-people.ts';
import { runOcf } from '../lib/actions/ocf.ts';
import { isCalledByPerson } from '../lib/actions/way.ts';
import { exitNow } from '../lib/kernel/libc.ts';

const args = process.argv.slice(2);
if (isCalledByPerson(process.argv0, args, process.env)) {
  void import('../lib/cli/program.ts')
    .then(({ runProgram }) => runProgram(args, process.env, agentForPeople))
    .then(exitNow);
} else {
  runOcf(args, process.env, exitNow);
}
