/**
 * Service on a shared address: answers each UDP datagram, and each line on a TCP connection, with its
 * name. Bound to the addresses, which need not be assigned yet (ip_nonlocal_bind).
 * usage: server NAME PORT ADDRESS...
 */
import { createSocket } from 'node:dgram';
import { writeSync } from 'node:fs';
import { createServer } from 'node:net';

const [name = '', port = '0', ...addresses] = process.argv.slice(2);

async function serve(address: string): Promise<void> {
  const datagrams = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  datagrams.on('message', (_, { address: to, port: at }) => datagrams.send(name, at, to));
  // An ICMP error about an answer must not end the service.
  datagrams.on('error', () => {});
  const connections = createServer((connection) => {
    connection.on('data', (lines) => {
      // Several lines may arrive in one read.
      connection.write(name.repeat(String(lines).split('\n').length - 1));
    });
    connection.on('error', () => {});
  });
  await new Promise<void>((resolve) => datagrams.bind(Number(port), address, resolve));
  await new Promise<void>((resolve) => connections.listen(Number(port), address, resolve));
}

await Promise.all(addresses.map(serve));
writeSync(1, 'ready\n');
