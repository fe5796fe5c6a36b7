/**
 * Bugs that the judge must find. They are in a copy of the sources only (copy.ts), and each sleeps until the variable
 * OCF_SEEDED_BUG has its name. The shipped executable contains none of it.
 */
import type { Parameters } from '../../../lab/agent.ts';
import type { Rule } from '../judge/records.ts';

export interface SeededBug {
  readonly name: string;
  /** What the agent does wrong. */
  readonly what: string;
  /** The rule that finds it. */
  readonly rule: Rule;
  /** Undefined: both. */
  readonly family?: 4 | 6;
  /** Without which it does not show. */
  readonly parameters?: Parameters;
}

export const SEEDED_BUGS: readonly SeededBug[] = [
  {
    name: 'announcer-survives',
    what: 'the announcer does not notice the removal, and stop does not wait for it',
    rule: 'late',
    family: 4,
    parameters: { arp_count: 300, arp_interval: 100 },
  },
  {
    name: 'one-late-frame',
    what: 'a single announcement, 300 ms after stop has returned',
    rule: 'late',
  },
  { name: 'stop-does-nothing', what: 'stop returns 0 and leaves the address', rule: 'late' },
  {
    name: 'stop-in-background',
    what: 'stop returns 0 and removes the address 700 ms later',
    rule: 'late',
  },
  {
    name: 'monitor-adds',
    what: 'a monitor of an absent address adds it',
    rule: 'two-owners',
  },
  { name: 'monitor-removes', what: 'a monitor removes the address, and returns 0', rule: 'outage' },
  { name: 'no-announcement', what: 'start announces nothing', rule: 'neighbour' },
  {
    name: 'no-override',
    what: 'Neighbor Advertisements without the Override flag, and no question to the gateway',
    rule: 'neighbour',
    family: 6,
  },
  {
    name: 'gateway-not-asked',
    what: 'a gateway that ignores announcements is not asked',
    rule: 'neighbour',
  },
  {
    name: 'link-change-ignored',
    what: 'a new hardware address of the interface is not announced',
    rule: 'neighbour',
  },
  {
    name: 'wrong-hardware-address',
    what: 'announcements with the hardware address of nobody',
    rule: 'impostor',
    family: 4,
  },
  { name: 'start-lies', what: 'start returns 0 and adds nothing', rule: 'outage' },
  {
    name: 'slow-start',
    what: 'start returns 0 and adds the address 3 s later',
    rule: 'outage',
  },
];

/** A change of a file of the sources. */
export interface Edit {
  readonly file: string;
  /** Each occurrence is replaced; there must be one. */
  readonly from: string;
  readonly to: string;
}

const SEEDED = "import { isSeeded } from '../linux/seeded.ts';\n";
const SEEDED_BELOW = "import { isSeeded } from '../../linux/seeded.ts';\n";

/** Lines before everything else in a file. */
export const IMPORTS: Readonly<Record<string, string>> = {
  'lib/actions/stop.ts': `${SEEDED}import { later, sendOneFrame } from './seeded-work.ts';\n`,
  'lib/actions/start.ts': `${SEEDED}import { later } from './seeded-work.ts';\n`,
  'lib/actions/monitor.ts': `${SEEDED}import { addQuietly } from './seeded-work.ts';\nimport { deleteAddress } from '../vip/address/delete-address.ts';\n`,
  'lib/vip/announce/rounds.ts': SEEDED_BELOW,
  'lib/vip/announce/round.ts': SEEDED_BELOW,
  'lib/vip/announce/peers.ts': SEEDED_BELOW,
  'lib/vip/announce/gratuitous-arp.ts': SEEDED_BELOW,
  'lib/vip/announce/unsolicited-advertisement.ts': SEEDED_BELOW,
};

export const EDITS: readonly Edit[] = [
  {
    file: 'lib/vip/announce/rounds.ts',
    from: "if (event === 'removed' && !waitForRestore())",
    to: "if (event === 'removed' && !isSeeded('announcer-survives') && !waitForRestore())",
  },
  {
    file: 'lib/actions/stop.ts',
    from: '  endAnnouncers(context, wanted, removed);\n',
    to: "  if (!isSeeded('announcer-survives')) endAnnouncers(context, wanted, removed);\n",
  },
  {
    file: 'lib/actions/stop.ts',
    from: "  withAddressLock(context, 'optional', () => removeAddress(context));\n",
    to: `  if (isSeeded('stop-does-nothing')) return;
  if (isSeeded('stop-in-background')) {
    later(context, 700, (now) => removeAddress(now));
    return;
  }
  withAddressLock(context, 'optional', () => removeAddress(context));
  if (isSeeded('one-late-frame')) later(context, 300, (now) => sendOneFrame(now));
`,
  },
  {
    file: 'lib/actions/start.ts',
    from: 'export function start(context: ActionContext): void {\n',
    to: `export function start(context: ActionContext): void {
  if (isSeeded('start-lies')) return;
  if (isSeeded('slow-start')) later(context, 3000, (now) => reallyStart(now));
  else reallyStart(context);
}

function reallyStart(context: ActionContext): void {
`,
  },
  {
    file: 'lib/actions/monitor.ts',
    from: "  if (state.kind !== 'up') throw notUp(context, state);\n  const { request, environment } = context;\n  const { assigned } = state;\n",
    to: `  if (state.kind === 'absent' && isSeeded('monitor-adds')) addQuietly(context);
  if (state.kind !== 'up') throw notUp(context, state);
  const { request, environment } = context;
  const { assigned } = state;
  if (isSeeded('monitor-removes')) deleteAddress(context.kernel, request.ip.family, assigned.entry);
`,
  },
  {
    file: 'lib/actions/monitor.ts',
    from: "if (recorded.link === 'changed')",
    to: "if (recorded.link === 'changed' && !isSeeded('link-change-ignored'))",
  },
  {
    file: 'lib/vip/announce/round.ts',
    from: "  return ip.family === 'inet'\n",
    to: "  if (isSeeded('no-announcement')) return [];\n  return ip.family === 'inet'\n",
  },
  {
    file: 'lib/vip/announce/peers.ts',
    from: "  if (announceTo === 'none') return [];\n",
    to: `  if (announceTo === 'none' || isSeeded('gateway-not-asked')) return [];
  if (isSeeded('no-announcement') || isSeeded('no-override')) return [];
`,
  },
  {
    file: 'lib/vip/announce/unsolicited-advertisement.ts',
    from: '    override: true,\n',
    to: "    override: !isSeeded('no-override'),\n",
  },
  {
    file: 'lib/vip/announce/gratuitous-arp.ts',
    from: '    senderHardwareAddress: announcedMac,\n',
    to: "    senderHardwareAddress: isSeeded('wrong-hardware-address') ? another(announcedMac) : announcedMac,\n",
  },
  {
    file: 'lib/vip/announce/gratuitous-arp.ts',
    from: 'function arp(\n',
    to: `function another(mac: Uint8Array): Uint8Array {
  const other = new Uint8Array(mac.length);
  other.set(mac);
  other[other.length - 1] = 0xee;
  return other;
}

function arp(
`,
  },
];

/** New files. */
export const ADDED: Readonly<Record<string, string>> = {
  'lib/linux/seeded.ts': `import { environmentVariables } from './process.ts';

export function isSeeded(bug: string): boolean {
  return environmentVariables(['OCF_SEEDED_BUG=']).OCF_SEEDED_BUG === bug;
}
`,
  'lib/actions/seeded-work.ts': `import { runInBackground } from '../linux/background.ts';
import { systemClock } from '../linux/clock.ts';
import { openHost } from '../linux/host.ts';
import { PacketSocket } from '../linux/packet-socket.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { wantedOnHost } from '../vip/address/assigned-address.ts';
import { newAddress } from '../vip/address/new-address.ts';
import { packetsOf } from '../vip/announce/round.ts';
import { planStart } from './plan-start.ts';

export function later(
  { request, environment, log, announcedMac }: ActionContext,
  milliseconds: number,
  work: (context: ActionContext) => void,
): void {
  runInBackground('later', [], () => {
    systemClock.sleep(milliseconds);
    const kernel = openHost(environment.stateDirectory, () => {});
    const deadline = kernel.clock.now() + 10_000;
    work({ kernel, request, environment, log, deadline, announcedMac });
  });
}

export function sendOneFrame(context: ActionContext): void {
  const { kernel, request } = context;
  const { link } = wantedOnHost(context).wanted;
  if (!link) return;
  const packet = packetsOf(kernel, { ip: request.ip, link, type: 'reply' }).at(0);
  if (!packet) return;
  PacketSocket.forSending().send(packet.etherType, link.index, packet.destination, packet.payload);
}

export function addQuietly(context: ActionContext): void {
  const plan = planStart(context);
  if (plan.kind !== 'add') return;
  context.kernel.addresses.add(newAddress(context, plan.placement, plan.label, true));
}
`,
};
