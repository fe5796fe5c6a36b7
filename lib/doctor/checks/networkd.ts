/** Whether systemd-networkd will remove the address (systemd.network(5)). */

import { wordsOf } from '../../wire/characters.ts';
import { formatHardwareAddress } from '../../wire/hardware-address.ts';
import type { LinkDetails } from '../../wire/link-details.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { type ConfigurationFile, exists, filesIn } from '../facts/configuration-files.ts';
import type { Facts } from '../facts/facts.ts';
import { fits, type Setting, valuesOf } from '../facts/ini-file.ts';

const VENDOR_FOLDER = '/usr/lib/systemd/network';
function folders(): readonly string[] {
  return [
    '/etc/systemd/network',
    '/run/systemd/network',
    '/usr/local/lib/systemd/network',
    VENDOR_FOLDER,
  ];
}
/** networkd keeps its state there while it runs. */
const STATE_FOLDER = '/run/systemd/netif/links';

/** The settings of [Match] that the doctor understands. */
function understood(): readonly string[] {
  return ['Name', 'MACAddress', 'PermanentMACAddress', 'Type', 'Kind'];
}

export function checkNetworkd(facts: Facts, diagnosis: Diagnosis): void {
  const { place, ip, holder } = facts;
  if (!place) return;
  const { files, unreadable } = filesIn(folders(), '.network');
  for (const path of unreadable) diagnosis.cannotLookAt('systemd-networkd', path);
  const file = files.find((one) => matches(one, place));
  if (!file) return;
  const name = place.link.name;
  const settings = [...file.settings];
  const dropIns = filesIn(
    folders().map((folder) => `${folder}/${file.name}.d`),
    '.conf',
  );
  for (const dropIn of dropIns.files) settings.push(...dropIn.settings);
  const isRunning = exists(STATE_FOLDER);
  const when = isRunning ? 'when it is restarted' : 'when it is started';
  if (isYes(valuesOf(settings, 'Link', 'Unmanaged').at(-1))) {
    diagnosis.isWell(`systemd-networkd leaves ${name} alone (${file.path}: Unmanaged=)`);
    return;
  }
  if (configures(settings, ip.text)) {
    diagnosis.add({
      cause: 'networkd',
      likelihood: 'likely',
      summary: `systemd-networkd gives ${ip.text} to ${name} at each boot, whether or not the resource runs here`,
      seen: [`${file.path}: Address=${ip.text}/…`],
      advice: [`remove the address from ${file.path}: the cluster manages it`, 'networkctl reload'],
    });
    return;
  }
  const keep = (valuesOf(settings, 'Network', 'KeepConfiguration').at(-1) ?? 'no').toLowerCase();
  if (isYes(keep) || keep === 'static') {
    diagnosis.isWell(`systemd-networkd keeps addresses on ${name} (KeepConfiguration=${keep})`);
    return;
  }
  diagnosis.add({
    cause: 'networkd',
    likelihood: 'possible',
    summary: holder
      ? `systemd-networkd manages ${name}, and removes ${ip.text} ${when}`
      : `systemd-networkd manages ${name}, and removes addresses that are not in its files ${when}`,
    seen: [
      `${file.path} matches ${name}`,
      `KeepConfiguration= is ${keep === 'no' ? 'not set' : keep}`,
      isRunning ? `it runs: ${STATE_FOLDER} exists` : 'it does not seem to run now',
    ],
    advice: [
      `in ${isVendor(file) ? `a copy of ${file.name} in /etc/systemd/network` : file.path}, section [Network]: KeepConfiguration=static`,
      'networkctl reload',
    ],
  });
}

function isVendor({ path }: ConfigurationFile): boolean {
  return path.startsWith(VENDOR_FOLDER);
}

/** Whether the section [Match] fits the interface. A file without one fits all. */
function matches(file: ConfigurationFile, { link, kind }: LinkDetails): boolean {
  const conditions = file.settings.filter(({ section }) => section === 'Match');
  if (conditions.some(({ name }) => !understood().includes(name)) && isVendor(file)) return false;
  if (conditions.length === 0) return false;
  const mac = formatHardwareAddress(link.address);
  const permanent = formatHardwareAddress(link.permanentAddress);
  for (const { name, value } of conditions) {
    const words = wordsOf(value);
    switch (name) {
      case 'Name':
        if (!isListed(link.name, words)) return false;
        break;
      case 'MACAddress':
        if (!isListed(mac, lowerCase(words))) return false;
        break;
      case 'PermanentMACAddress':
        if (!isListed(permanent, lowerCase(words))) return false;
        break;
      case 'Kind':
        if (!isListed(kind, words)) return false;
        break;
      case 'Type':
        if (!isListed(link.hardwareType === 1 ? 'ether' : 'other', words)) return false;
        break;
    }
  }
  return true;
}

/** Patterns; the whole list is negated by a first one with an exclamation mark. */
function isListed(text: string, patterns: readonly string[]): boolean {
  const [first = ''] = patterns;
  const isNegated = first.startsWith('!');
  let isFound = false;
  for (const pattern of patterns) {
    const plain = pattern.startsWith('!') ? pattern.slice(1) : pattern;
    if (fits(text, plain)) isFound = true;
  }
  return isFound !== isNegated;
}

function lowerCase(words: readonly string[]): string[] {
  return words.map((word) => word.toLowerCase());
}

function configures(settings: readonly Setting[], ip: string): boolean {
  const addresses = [
    ...valuesOf(settings, 'Network', 'Address'),
    ...valuesOf(settings, 'Address', 'Address'),
  ];
  return addresses.some((address) => address === ip || address.startsWith(`${ip}/`));
}

function isYes(value: string | undefined): boolean {
  const text = (value ?? '').toLowerCase();
  return text === 'yes' || text === 'true' || text === '1' || text === 'on';
}
