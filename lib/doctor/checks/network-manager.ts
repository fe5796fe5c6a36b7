/** Whether NetworkManager will remove the address (NetworkManager.conf(5), nm-settings-keyfile(5)). */
import { formatHardwareAddress } from '../../wire/hardware-address.ts';
import type { LinkDetails } from '../../wire/link-details.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { type ConfigurationFile, exists, filesIn, textOf } from '../facts/configuration-files.ts';
import type { Facts } from '../facts/facts.ts';
import { fits, readSettings, type Setting, valuesOf } from '../facts/ini-file.ts';

const CONFIGURATION = '/etc/NetworkManager/NetworkManager.conf';
function configurationFolders(): readonly string[] {
  return [
    '/etc/NetworkManager/conf.d',
    '/run/NetworkManager/conf.d',
    '/usr/lib/NetworkManager/conf.d',
  ];
}
function profileFolders(): readonly string[] {
  return [
    '/etc/NetworkManager/system-connections',
    '/run/NetworkManager/system-connections',
    '/usr/lib/NetworkManager/system-connections',
  ];
}
const SCRIPTS = '/etc/sysconfig/network-scripts';

export function checkNetworkManager(facts: Facts, diagnosis: Diagnosis): void {
  const { place, ip, holder } = facts;
  if (!place) return;
  const name = place.link.name;
  const profiles = filesIn(profileFolders(), '.nmconnection');
  for (const path of profiles.unreadable) diagnosis.cannotLookAt('NetworkManager', path);
  const profile = profiles.files.find((one) => isFor(one, place));
  const script = `${SCRIPTS}/ifcfg-${name}`;
  const scriptText = textOf(script);
  const scriptSettings = readSettings(scriptText ?? '');
  const isScript =
    scriptText !== undefined && !isNo(valuesOf(scriptSettings, '', 'NM_CONTROLLED').at(-1));
  const path = profile?.path ?? (isScript ? script : undefined);
  if (path === undefined) return;
  const unmanaged = isUnmanaged(place);
  if (unmanaged !== '') {
    diagnosis.isWell(`NetworkManager leaves ${name} alone (${unmanaged})`);
    return;
  }
  const settings = profile ? profile.settings : scriptSettings;
  if (configures(settings, ip.text)) {
    diagnosis.add({
      cause: 'network-manager',
      likelihood: 'likely',
      summary: `NetworkManager gives ${ip.text} to ${name} whenever it activates the connection, whether or not the resource runs here`,
      seen: [`${path}: ${ip.text}`],
      advice: [
        `remove the address from the connection: the cluster manages it`,
        'nmcli connection reload',
      ],
    });
    return;
  }
  diagnosis.add({
    cause: 'network-manager',
    likelihood: 'possible',
    summary: holder
      ? `NetworkManager manages ${name}, and removes ${ip.text} when it activates the connection again`
      : `NetworkManager manages ${name}, and removes addresses that are not in the connection when it activates it`,
    seen: [
      `${path} is a connection for ${name}`,
      exists('/run/NetworkManager')
        ? 'it runs: /run/NetworkManager exists'
        : 'it does not seem to run now',
      'no unmanaged-devices excludes the interface',
    ],
    advice: [
      `in /etc/NetworkManager/conf.d/floatip.conf, section [keyfile]: unmanaged-devices=interface-name:${name}, if another program configures ${name}`,
      `otherwise do not run nmcli connection up while the resource runs here; after it: pcs resource refresh`,
    ],
  });
}

/** A connection for this interface, or for any one of its type. */
function isFor({ settings }: ConfigurationFile, { link, kind, masterKind }: LinkDetails): boolean {
  const named = valuesOf(settings, 'connection', 'interface-name').at(-1);
  if (named !== undefined) return named === link.name;
  const mac = valuesOf(settings, 'ethernet', 'mac-address').at(-1)?.toLowerCase();
  if (mac !== undefined && mac !== '') {
    return (
      mac === formatHardwareAddress(link.address) ||
      mac === formatHardwareAddress(link.permanentAddress)
    );
  }
  const names = valuesOf(settings, 'match', 'interface-name').at(-1);
  if (names !== undefined) {
    return names.split(';').some((pattern) => pattern !== '' && fits(link.name, pattern));
  }
  const type = valuesOf(settings, 'connection', 'type').at(-1);
  const isWired = type === 'ethernet' || type === '802-3-ethernet';
  return isWired && link.hardwareType === 1 && kind === '' && masterKind === '';
}

/** Where the interface is excluded; empty if it is not. */
function isUnmanaged(place: LinkDetails): string {
  const main: ConfigurationFile = {
    path: CONFIGURATION,
    name: '',
    settings: readSettings(textOf(CONFIGURATION) ?? ''),
  };
  let found = '';
  for (const { path, settings } of [main, ...filesIn(configurationFolders(), '.conf').files]) {
    for (const key of ['unmanaged-devices', 'unmanaged-devices+']) {
      const value = valuesOf(settings, 'keyfile', key).at(-1);
      if (value === undefined) continue;
      // A later file replaces the value, unless it adds to it.
      if (key === 'unmanaged-devices') found = '';
      if (isSelected(value, place)) found = path;
    }
    for (const one of settings) {
      if (one.section.startsWith('device') && one.name === 'managed' && isNo(one.value)) {
        const match = valuesOf(settings, one.section, 'match-device').at(-1) ?? '*';
        if (isSelected(match, place)) found = path;
      }
    }
  }
  return found;
}

/** A device list: `interface-name:eth0;mac:02:00:00:00:00:01;except:…;type:…;*`. */
function isSelected(list: string, { link, kind }: LinkDetails): boolean {
  let isFound = false;
  for (const part of list.split(list.includes(',') && !list.includes(';') ? ',' : ';')) {
    const whole = part.trim();
    if (whole === '') continue;
    const isExcept = whole.startsWith('except:');
    const word = isExcept ? whole.slice('except:'.length) : whole;
    if (!selects(word, link.name, formatHardwareAddress(link.address), kind)) continue;
    if (isExcept) return false;
    isFound = true;
  }
  return isFound;
}

function selects(word: string, name: string, mac: string, kind: string): boolean {
  const [key = ''] = word.split(':');
  const value = word.slice(key.length + 1);
  switch (key) {
    case 'interface-name':
      return value.startsWith('=') ? value.slice(1) === name : fits(name, value.replace('~', ''));
    case 'mac':
      return value.toLowerCase() === mac;
    case 'type':
      return value === (kind === '' ? 'ethernet' : kind);
    default:
      return word === '*' || word.toLowerCase() === mac || fits(name, word);
  }
}

function configures(settings: readonly Setting[], ip: string): boolean {
  return settings.some(({ section, name, value }) => {
    const isAddress =
      (section.startsWith('ipv') && name.startsWith('address')) || name.startsWith('IPADDR');
    const text = value.split('"').join('');
    return isAddress && (text === ip || text.startsWith(`${ip}/`) || text.startsWith(`${ip},`));
  });
}

function isNo(value: string | undefined): boolean {
  const text = (value ?? '').toLowerCase().split('"').join('');
  return text === 'no' || text === 'false' || text === '0';
}
