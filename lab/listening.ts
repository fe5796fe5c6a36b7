import type { Readable } from 'node:stream';

/** A running tcpdump, as execa gives it. */
interface Tcpdump extends PromiseLike<unknown> {
  readonly stderr: Readable | null;
}

/** Waits until a tcpdump listens: it tells so on stderr, which must be a pipe. */
export async function listening(tcpdump: Tcpdump): Promise<void> {
  await new Promise<void>((resolve, fail) => {
    let said = '';
    tcpdump.stderr?.on('data', (text: string | Buffer) => {
      said += text;
      if (said.includes('listening on')) resolve();
    });
    tcpdump.then(() => fail(new Error(`tcpdump: ${said}`)), fail);
  });
}
