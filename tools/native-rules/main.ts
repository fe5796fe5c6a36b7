/**
 * What compiles, passes the tests under Node.js, and does something else in the executable.
 * usage: tools/native-rules/main.ts [ENTRY...]     bin/VirtualIP.ts where none is named
 * One line for each finding; exit status 1 where there is one, else 0.
 */
import { compiledProgram } from './compiled-program.ts';
import { findingsIn, formatFinding } from './findings.ts';

const entries = process.argv.slice(2);
const root = process.cwd();
const compiled = compiledProgram(entries.length > 0 ? entries : ['bin/VirtualIP.ts'], root);
const findings = findingsIn(compiled, root);
for (const finding of findings) process.stdout.write(`${formatFinding(finding)}\n`);
process.exitCode = findings.length > 0 ? 1 : 0;
