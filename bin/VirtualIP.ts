import { runOcf } from '../lib/actions/ocf.ts';
import { exitNow } from '../lib/kernel/libc.ts';

const [action = 'usage', ...rest] = process.argv.slice(2);
exitNow(await runOcf(action, rest, process.env));
