/**
 * The service on virtual addresses: sends every datagram back with the name of its host.
 * usage: echo-server NAME PORT ADDRESS...; ends with its standard input.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { sayLine } from './lines.ts';

const [name = '', port = '', ...addresses] = process.argv.slice(2);

async function serve(address: string): Promise<void> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  socket.on('message', (bytes, client) => {
    const answer = JSON.stringify({ number: Number(bytes.toString()), by: name });
    // A host that lets go of the address at this moment cannot answer from it: not our failure.
    socket.send(answer, client.port, client.address, () => {});
  });
  // Bound to the virtual address itself, so that answers come from it: by a socket on 0.0.0.0 they
  // would come from the host's own address. ip_nonlocal_bind lets the standby be ready as well.
  socket.bind(Number(port), address);
  await once(socket, 'listening');
}

await Promise.all(addresses.map(serve));
sayLine('ready');
process.stdin.resume().on('end', () => process.exit());
