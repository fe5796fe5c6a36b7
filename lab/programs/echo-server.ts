/**
 * UDP service on virtual addresses: answers each datagram with its number and the name of the host.
 * usage: echo-server NAME PORT ADDRESS...; ends at the end of standard input.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { writeLine } from './lines.ts';

const [name = '', port = '', ...addresses] = process.argv.slice(2);

async function serve(address: string): Promise<void> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  socket.on('message', (bytes, client) => {
    const answer = JSON.stringify({ number: Number(bytes.toString()), by: name });
    // Sending fails if the address is being removed from this host: not an error.
    socket.send(answer, client.port, client.address, () => {});
  });
  // Bound to the virtual address, so that answers have it as their source: a socket on 0.0.0.0 would
  // use the host's own address. With ip_nonlocal_bind a standby host can bind it as well.
  socket.bind(Number(port), address);
  await once(socket, 'listening');
}

await Promise.all(addresses.map(serve));
writeLine('ready');
process.stdin.resume().on('end', () => process.exit());
