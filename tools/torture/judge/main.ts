/**
 * The command judge: says whether the frames of a capture agree with the actions.
 * Exit status: 0 nothing found, 1 something found, 2 it cannot judge.
 */
import { readFileSync, writeSync } from 'node:fs';
import { iso } from './findings.ts';
import { judge, LIMITS, type Limits } from './judge.ts';
import { readCapture } from './pcap.ts';
import { FORMAT, readRecords } from './records.ts';

const HELP = `usage: judge CAPTURE ACTIONS [--promise MS] [--answer MS] [--neighbour MS] [--tolerance MS]

Reads a capture of a whole segment (pcap or pcapng) and what its hosts have done, and reports:

  late        a frame for the address from a host on which stop had returned, or whose power was cut
  two-owners  two hosts that answer for one address at one moment, or a host that was never told to have it
  neighbour   a host that sends to the wrong host more than --neighbour (${LIMITS.neighbour}) after start had returned
  outage      nobody answers for more than --answer (${LIMITS.answer}) while a host has the address, or for more than
              --promise (${LIMITS.promise}) in all
  impostor    a host that says the address is at another hardware address than its own

--tolerance (${LIMITS.tolerance}): frames that come less than this after stop had returned were on their way.

An outage is the time from the first to the last question without an answer. Questions are ARP requests, Neighbor
Solicitations, echo requests and TCP SYN, but not those of a host that has the address itself. Any packet of TCP or
UDP from the address is an answer, and a solicited Neighbor Advertisement is one with or without Override.

The capture must be of one VLAN, without packets that a router of the segment forwards: tags are skipped, and who
forwards a packet seems to have sent it. Of a shared address, impostor, neighbour and two-owners are not judged.

ACTIONS has a JSON object in each line:

${FORMAT}
`;

process.exit(main(process.argv.slice(2)));

function main(args: readonly string[]): number {
  const limits: Record<keyof Limits, number> = { ...LIMITS };
  const files: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--help' || word === '-h') {
      writeSync(1, HELP);
      return 0;
    }
    if (!word.startsWith('--')) {
      files.push(word);
      continue;
    }
    const [name = '', attached] = word.slice(2).split('=');
    const text = attached ?? args[++at] ?? '';
    const value = Number(text);
    if (!isLimit(name)) return refuse(`unknown option --${name}`);
    if (text === '' || !(value >= 0)) return refuse(`--${name} needs a number of milliseconds`);
    limits[name] = value;
  }
  const [capture, actions] = files;
  if (capture === undefined || actions === undefined || files.length > 2) {
    return refuse('two files are needed: the capture, and the actions');
  }
  try {
    return report(capture, actions, limits);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function report(capture: string, actions: string, limits: Limits): number {
  const records = readRecords(readFileSync(actions, 'utf8'), actions);
  const { frames, isCut } = readCapture(readFileSync(capture), capture);
  const { findings, seen, worst, notes } = judge(frames, records, limits);
  for (const { rule, at, text } of findings) writeSync(1, `${iso(at)} ${rule}: ${text}\n`);
  if (isCut) writeSync(1, `note: ${capture}: frame ${frames.length + 1} is cut: nothing follows\n`);
  for (const note of notes) writeSync(1, `note: ${note}\n`);
  const longest = Object.entries(worst).map(([what, time]) => `${what} ${time.toFixed(1)} ms`);
  writeSync(1, `longest: ${longest.join(', ')}\n`);
  const figures = Object.entries({ findings: findings.length, ...seen }).map(
    ([what, count]) => `${count} ${count === 1 ? what.replace(/s\b/, '') : what}`,
  );
  const [found, ...more] = figures;
  writeSync(1, `${found}; ${more.join(', ')}\n`);
  return findings.length === 0 ? 0 : 1;
}

function isLimit(name: string): name is keyof Limits {
  return Object.hasOwn(LIMITS, name);
}

function refuse(problem: string): number {
  writeSync(2, `judge: ${problem}\nFor help: judge --help\n`);
  return 2;
}
