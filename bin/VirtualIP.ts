import { agentForPeople } from '../lib/actions/for-people.ts';
import { runOcf } from '../lib/actions/ocf.ts';
import { isCalledByPerson } from '../lib/actions/way.ts';
import { exitNow } from '../lib/kernel/libc.ts';

const args = process.argv.slice(2);
const status = isCalledByPerson(process.argv0, args, process.env)
  ? await (await import('../lib/cli/program.ts')).runProgram(args, process.env, agentForPeople)
  : await runOcf(args, process.env);
exitNow(status);
