/** The configuration of a cluster from a file: the output of `cibadmin --query`. */
import { readFile } from '../linux/files.ts';
import { Configuration } from './configuration.ts';
import { parseXml } from './xml.ts';

/** In octets. The configuration of a cluster with thousands of resources has a few million. */
const MAX_LENGTH = 64 * 1024 * 1024;

/** @throws Error if the file cannot be read, or is something else */
export async function configurationFromFile(file: string): Promise<Configuration> {
  const cib = await parseXml(readFile(file, MAX_LENGTH), file);
  if (cib.name === 'cib') return new Configuration(cib);
  throw new Error(`${file}: not the configuration of a cluster; write it with "cibadmin --query"`);
}
