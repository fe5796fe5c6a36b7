/**
 * Fence agent for the nodes of a lab: requests power cuts from the lab.
 * usage: fence-agent SOCKET; options on standard input, one per line, as Pacemaker passes them
 */
import { readFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { PowerAnswer, PowerRequest } from './fencing.ts';

const META_DATA = `<?xml version="1.0" ?>
<resource-agent name="fence_lab" shortdesc="Power switch of the lab">
  <longdesc>Cuts the power of a node of the lab.</longdesc>
  <vendor-url>https://example.org</vendor-url>
  <parameters>
    <parameter name="action" required="1">
      <content type="string" default="reboot"/>
      <shortdesc lang="en">What to do</shortdesc>
    </parameter>
    <parameter name="port" required="0">
      <content type="string"/>
      <shortdesc lang="en">Name of the node</shortdesc>
    </parameter>
  </parameters>
  <actions>
    <action name="on" automatic="0"/>
    <action name="off"/>
    <action name="reboot"/>
    <action name="status"/>
    <action name="list"/>
    <action name="monitor"/>
    <action name="metadata"/>
  </actions>
</resource-agent>
`;

const [path = '', ...args] = process.argv.slice(2);
const options = new Map(
  readFileSync(0, 'utf8')
    .split('\n')
    .map((line): [string, string] => {
      const [name = '', value = ''] = line.split('=');
      return [name, value];
    }),
);
const flag = args.indexOf('-o');
const action = options.get('action') ?? (flag < 0 ? 'reboot' : args[flag + 1]);

if (action === 'metadata') {
  writeSync(1, META_DATA);
} else {
  const node = options.get('port') ?? options.get('nodename') ?? '';
  const socket = connect(path);
  socket.write(`${JSON.stringify({ action, node } as PowerRequest)}\n`);
  for await (const line of createInterface({ input: socket })) {
    const answer: PowerAnswer = JSON.parse(line);
    if (answer.output) writeSync(1, `${answer.output}\n`);
    process.exit(answer.status);
  }
  process.exit(1);
}
