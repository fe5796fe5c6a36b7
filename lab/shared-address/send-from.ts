/**
 * Sends one datagram from each source address, which must be local (a route of type local is enough).
 * usage: send-from ADDRESS PORT SOURCE...
 */
import { createSocket } from 'node:dgram';

const [address = '', port = '0', ...sources] = process.argv.slice(2);
for (const source of sources) {
  const socket = createSocket(source.includes(':') ? 'udp6' : 'udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, source, resolve);
  });
  await new Promise<void>((resolve, reject) =>
    socket.send('?', Number(port), address, (error) => (error ? reject(error) : resolve())),
  );
  socket.close();
}
