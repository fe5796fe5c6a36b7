/**
 * make install and make uninstall; the directories come from the environment.
 * usage: install.ts install|uninstall
 */
import { packaged } from '../../packaging/files.ts';
import { placeFiles, removeFiles } from './place.ts';

const { DESTDIR = '', PREFIX = '', OCF_ROOT = '', SBINDIR = '' } = process.env;
for (const [name, value] of Object.entries({ PREFIX, OCF_ROOT, SBINDIR })) {
  if (!value.startsWith('/')) throw new Error(`${name}="${value}" must be an absolute path`);
}
const list = packaged({ prefix: PREFIX, ocfRoot: OCF_ROOT, sbin: SBINDIR });
const root = DESTDIR || '/';
switch (process.argv[2]) {
  case 'install':
    placeFiles(list, root);
    break;
  case 'uninstall':
    removeFiles(list, root);
    break;
  default:
    throw new Error('usage: install.ts install|uninstall');
}
