/**
 * Finds code that compiles, but does something else in the executable than under Node.js.
 * usage: tools/native-rules/main.ts [ENTRY...]     default: bin/VirtualIP.ts
 * Prints one line for each finding; exit status 1 if there are findings, else 0.
 */
import { compiledProgram } from './compiled-program.ts';
import { findingsIn, formatFinding } from './findings.ts';

const entries = process.argv.slice(2);
const root = process.cwd();
const compiled = compiledProgram(entries.length > 0 ? entries : ['bin/VirtualIP.ts'], root);
const findings = findingsIn(compiled, root);
for (const finding of findings) process.stdout.write(`${formatFinding(finding)}\n`);
process.exitCode = findings.length > 0 ? 1 : 0;
