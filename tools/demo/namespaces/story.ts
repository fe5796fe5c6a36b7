/** The steps of the demo without a cluster manager: one function for each chapter. */

import { monotonicTime } from '../../../lab/monotonic-time.ts';
import type { GratuitousArp } from '../../../lab/programs/arp-watch.ts';
import type { ClientMessage } from '../../../lab/programs/client.ts';
import type { Program } from '../../../lab/programs/program.ts';
import type { Parameter } from '../../../ocf-metadata/parameter.ts';
import { parameters as allParameters } from '../../../ocf-metadata/parameters.ts';
import { NIC, VIP } from './network.ts';
import { outageOf, type Stamps } from './outage.ts';
import { tellOutage, tellTally } from './outage-report.ts';
import { OCF_ERR_GENERIC, OCF_NOT_RUNNING, OCF_SUCCESS, type Scene } from './scene.ts';

/** UDP port of the echo service. */
const PORT = '7000';
/** Time between two requests of the client. */
const ASK_INTERVAL_MS = '5';

export async function tellStory(scene: Scene): Promise<void> {
  await twoHosts(scene);
  await hostATakesTheAddress(scene);
  const client = await conversation(scene);
  const stamps = await hostBTakesOver(scene);
  await client.finish();
  await whatTheClientSaw(scene, stamps);
  await addressIsRemoved(scene);
}

async function twoHosts(scene: Scene): Promise<void> {
  const { tell, members } = scene;
  const { A, B } = members;
  tell.chapter('Two hosts, a client and a gateway on one bridge');
  tell.prose(
    `Each is a network namespace: "A#" below stands for "ip netns exec ${A.host.namespace}". ` +
      'Each has its own state directory (HA_RSCTMP), as hosts have. The network of this machine does ' +
      'not change.',
  );
  for (const { name, address, mac } of Object.values(members)) {
    tell.seen(`${name.padEnd(8)} ${address.padEnd(12)} ${mac}`);
  }
  tell.prose(
    `A and B run the same service, which answers datagrams to ${VIP} with the name of its host. The sysctl ` +
      'allows it to listen on the address while the host does not have it.',
  );
  for (const member of [A, B]) {
    const name = 'net.ipv4.ip_nonlocal_bind';
    tell.command(member.name, `sysctl -qw ${name}=1`);
    await member.host.sysctl(name, 1);
    tell.command(
      member.name,
      `node_modules/.bin/node lab/programs/echo-server.ts ${member.name} ${PORT} ${VIP} &`,
    );
    await scene.launch(member, 'echo-server', [member.name, PORT, VIP]);
  }
  for (const member of [A, B]) {
    const status = await scene.agent(member, 'monitor');
    tell.verify(`${VIP} is not on ${member.name} (exit status 7)`, OCF_NOT_RUNNING, status);
  }
}

async function hostATakesTheAddress(scene: Scene): Promise<void> {
  const { tell, announcements } = scene;
  const { A, client } = scene.members;
  tell.chapter('Host A takes the address');
  tell.prose('The agent finds interface, prefix length and broadcast address by the routes of A.');
  await scene.launch(client, 'arp-watch', [NIC], (seen: GratuitousArp) => {
    if (seen.ip === VIP) announcements.push(seen);
  });
  tell.verify('start succeeded on A', OCF_SUCCESS, await scene.agent(A, 'start'));
  await scene.verifyAddresses(A, [A.address, VIP]);
  await tell.verifySoon('the client has received announcements of A only', [A.mac], () => [
    ...new Set(announcements.map(({ mac }) => mac)),
  ]);
}

async function conversation(scene: Scene): Promise<Program> {
  const { tell, answers, announcements } = scene;
  const { A, client, gateway } = scene.members;
  tell.chapter('The client and the gateway use the address');
  const args = [VIP, PORT, ASK_INTERVAL_MS];
  tell.command('client', `node_modules/.bin/node lab/programs/client.ts ${args.join(' ')} &`);
  const program = await scene.launch(client, 'client', args, (message: ClientMessage) => {
    if (message.kind === 'answer') answers.push(message);
    else scene.total = message;
  });
  await scene.verifyAnswersFrom(A);
  await scene.ping(gateway);
  await scene.verifyCaches(A);

  // A must have finished its announcements before it is cut off, as it normally has.
  tell.prose('A repeats its announcement in the background; the demo waits until it has finished.');
  await A.host.waitForAnnouncers();
  const rounds = defaultRounds();
  const fact = `the client has received all ${rounds} rounds, each with a request and a reply`;
  await tell.verifySoon(fact, 2 * rounds, () => announcements.length);
  return program;
}

async function hostBTakesOver(scene: Scene): Promise<Stamps> {
  const { tell } = scene;
  const { lab } = scene.network;
  const { A, B, gateway } = scene.members;
  tell.chapter("Host A's cable is cut, host B takes over");
  tell.prose('In place of a cluster manager, the demo starts the address on B at once.');
  tell.command('bridge', `ip link set ${lab.port(A.host, NIC)} down`);
  tell.command('B', scene.commandLine('start'));

  // No output between the two: it would prolong the outage.
  await lab.setCable(A.host, NIC, 'down');
  const cut = monotonicTime();
  const startCalled = monotonicTime();
  const run = await B.host.agent('start', { ip: VIP });
  const startReturned = monotonicTime();

  scene.report(run, startReturned - startCalled);
  tell.verify('start succeeded on B', OCF_SUCCESS, run.status);
  await scene.verifyAddresses(B, [B.address, VIP]);
  await scene.verifyAnswersFrom(B);
  tell.prose('The gateway has sent nothing to the address since its ping: B has announced it.');
  await scene.verifyCaches(B);
  await scene.ping(gateway);
  return { cut, startCalled, startReturned };
}

async function whatTheClientSaw(scene: Scene, stamps: Stamps): Promise<void> {
  const { tell, answers, announcements, total } = scene;
  const { B } = scene.members;
  tell.chapter('What the client saw');
  if (!total) throw new Error('the client ended without its total');
  // A report of arp-watch may arrive late.
  const outage = await tell.settle(
    () => outageOf(answers, announcements, stamps, B),
    (seen) => seen !== undefined,
  );
  if (!outage) throw new Error(`no gratuitous ARP of ${B.mac} was seen at the client`);
  tellTally(tell, answers, total);
  tellOutage(tell, outage);
  const firstOfB = answers.findIndex(({ by }) => by === B.name);
  const after = new Set(answers.slice(firstOfB).map(({ by }) => by));
  tell.verify('after its first answer, only B has answered', [B.name], [...after]);
  tell.verify(`no answer came from an address other than ${VIP}`, 0, total.foreign);
}

async function addressIsRemoved(scene: Scene): Promise<void> {
  const { tell } = scene;
  const { lab } = scene.network;
  const { A, B } = scene.members;
  tell.chapter('The state of A; the address is removed');
  tell.prose('A is cut off and still has the address, but cannot serve it:');
  await scene.verifyAddresses(A, [A.address, VIP]);
  const cutOff = await scene.agent(A, 'monitor');
  tell.verify('monitor reports it as failed (exit status 1)', OCF_ERR_GENERIC, cutOff);
  await scene.stop(B);

  tell.command('bridge', `ip link set ${lab.port(A.host, NIC)} up`);
  await lab.setCable(A.host, NIC, 'up');
  await tell.verifySoon('A has a carrier again', 'UP', async () => {
    const [link] = await A.host.ipJson<{ operstate: string }>(`link show dev ${NIC}`);
    return link?.operstate;
  });
  await scene.verifyAddresses(A, [A.address, VIP]);
  const healed = await scene.agent(A, 'monitor');
  tell.verify('monitor reports that A still has it (exit status 0)', OCF_SUCCESS, healed);
  const status = await scene.agent(A, 'status');
  tell.verify('so does status (exit status 0)', OCF_SUCCESS, status);
  await scene.stop(A);
}

function defaultRounds(): number {
  const parameters: readonly Parameter[] = allParameters();
  const defaultOf = (wanted: string) => parameters.find(({ name }) => name === wanted)?.default;
  // arp_late has a time for each late round.
  return Number(defaultOf('arp_count')) + (defaultOf('arp_late') ?? '').split(',').length;
}
