/**
 * Writes the manual pages and the completion into a folder: floatip.8, ocf_floatip_VirtualIP.7 and
 * floatip.bash-completion. Their date is that of the newest section of CHANGELOG.md which has one.
 * usage: tools/pages/main.ts FOLDER
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { agentPage, type Edition } from './agent-page.ts';
import { commandPage } from './command-page.ts';
import { completion } from './completion.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: tools/pages/main.ts FOLDER');
const changes = readFileSync(join(import.meta.dirname, '../../CHANGELOG.md'), 'utf8');
const [, date] = /^## .*(\d{4}-\d{2}-\d{2})/m.exec(changes) ?? [];
if (date === undefined)
  throw new Error('CHANGELOG.md: no section has a date (## 1.2.3, YYYY-MM-DD)');

const edition: Edition = { version: manifest.version, date };
mkdirSync(folder, { recursive: true });
write('ocf_floatip_VirtualIP.7', agentPage(edition));
write('floatip.8', commandPage(edition));
write('floatip.bash-completion', completion());

function write(name: string, content: string): void {
  writeFileSync(join(folder ?? '', name), content);
}
