/** keepalived, for comparison: it also adds and announces an address. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { which } from '../../lab/which.ts';
import { VIP } from './contender.ts';
import type { Command } from './protocol.ts';

/** Priority 255 is the address owner (RFC 9568), which becomes master without waiting for others. */
const CONFIGURATION = `vrrp_instance bench {
    state MASTER
    interface eth0
    virtual_router_id 51
    priority 255
    advert_int 1
    virtual_ipaddress {
        ${VIP}/24 dev eth0
    }
}
`;

/** Undefined if keepalived is not installed. It stays in the foreground until SIGTERM. */
export async function keepalived(folder: string): Promise<Command | undefined> {
  const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  const path = which('keepalived', environment.PATH);
  if (!path) return undefined;
  const file = (name: string) => join(folder, `keepalived.${name}`);
  await writeFile(file('conf'), CONFIGURATION, { mode: 0o600 });
  const pids = ['-p', file('pid'), '-r', file('vrrp.pid')];
  return { argv: [path, '-n', '-P', '-f', file('conf'), ...pids], environment };
}
