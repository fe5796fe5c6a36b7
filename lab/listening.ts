import type { Readable } from 'node:stream';

/** A tcpdump that execa has started. */
interface Tcpdump extends PromiseLike<unknown> {
  readonly stderr: Readable | null;
}

/** Waits until tcpdump reports on stderr, which must be a pipe, that it listens. */
export async function waitUntilListening(tcpdump: Tcpdump): Promise<void> {
  await new Promise<void>((resolve, fail) => {
    let output = '';
    tcpdump.stderr?.on('data', (text: string | Buffer) => {
      output += text;
      if (output.includes('listening on')) resolve();
    });
    tcpdump.then(() => fail(new Error(`tcpdump: ${output}`)), fail);
  });
}
