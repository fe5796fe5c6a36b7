/** Checks of the address itself: whether it is there, where, and with which values. */
import { ipAddressFromBytes } from '../../linux/ip-text.ts';
import { quoted } from '../../ocf/quote.ts';
import { place } from '../../vip/address/placement.ts';
import { hasNeighbours, isLoopback } from '../../vip/link/link-health.ts';
import {
  IFA_F_DADFAILED,
  IFA_F_TENTATIVE,
  INFINITY_LIFE_TIME,
  RT_SCOPE_HOST,
  RT_SCOPE_LINK,
} from '../../wire/ifaddrmsg.ts';
import {
  addressBits,
  isLinkLocal,
  isLoopbackAddress,
  sameBytes,
  samePrefix,
  withHostBits,
} from '../../wire/ip-address.ts';
import type { Diagnosis } from '../diagnosis.ts';
import type { Facts, Holder } from '../facts/facts.ts';

/** IFA_F_DEPRECATED of linux/if_addr.h. */
const IFA_F_DEPRECATED = 0x20;

export function checkAddress(facts: Facts, diagnosis: Diagnosis): void {
  checkInterfaceExists(facts, diagnosis);
  const { holder, ip, holders } = facts;
  if (!holder) {
    reportAbsent(facts, diagnosis);
    return;
  }
  checkPlace(facts, holder, diagnosis);
  checkDuplicates(facts, diagnosis);
  checkState(facts, holder, diagnosis);
  checkValues(facts, holder, diagnosis);
  checkLifetime(facts, holder, diagnosis);
  if (holders.length === 1) {
    diagnosis.isWell(
      `${ip.text}/${holder.entry.prefixLength} is on ${holder.on.link.name}, and on no other interface`,
    );
  }
}

function checkInterfaceExists({ missingInterface }: Facts, diagnosis: Diagnosis): void {
  if (missingInterface === undefined) return;
  diagnosis.add({
    cause: 'no-interface',
    likelihood: 'certain',
    summary: `${quoted('nic', missingInterface)}: this host has no such interface`,
    seen: ['the kernel lists no interface with this name or alternative name'],
    advice: [
      'ip link show',
      'correct nic, or leave it out: the route to the network then chooses the interface',
      'if the interface was renamed: ip link property add dev NEWNAME altname OLDNAME',
    ],
  });
}

function reportAbsent(facts: Facts, diagnosis: Diagnosis): void {
  const { ip, place: where, wanted } = facts;
  const target = where ? ` (${where.link.name} would have it)` : '';
  diagnosis.add({
    cause: 'absent',
    likelihood: 'certain',
    summary: `${ip.text} is on no interface of this host${target}`,
    seen: [
      `ip address show to ${ip.text}: nothing`,
      ...(where || wanted ? [] : ['no interface of this host has an address in its network']),
    ],
    advice: [
      'in a cluster, let Pacemaker start the resource (crm_mon --one-shot --inactive shows why it does not)',
      `without a cluster: floatip start ip=${ip.text}`,
    ],
  });
}

function checkPlace(facts: Facts, holder: Holder, diagnosis: Diagnosis): void {
  const { ip, wanted, request } = facts;
  const name = holder.on.link.name;
  const at = `${ip.text}/${holder.entry.prefixLength}`;
  if (wanted && wanted.link.index !== holder.on.link.index) {
    diagnosis.add({
      cause: isLoopback(holder.on.link) ? 'loopback' : 'other-interface',
      likelihood: 'certain',
      summary: `${ip.text} is on ${name}, not on ${wanted.link.name} as nic says`,
      seen: [`ip address show to ${ip.text}: ${at} on ${name}`, `nic is ${wanted.link.name}`],
      advice: [
        `ip address delete ${at} dev ${name}`,
        `then start the resource again, or change nic to ${name}`,
      ],
    });
    return;
  }
  if (isLoopback(holder.on.link) && !wanted && !isLoopbackAddress(ip)) {
    diagnosis.add({
      cause: 'loopback',
      likelihood: 'certain',
      summary: `${ip.text} is only on ${name}: it is not announced, and monitor does not count it`,
      seen: [`ip address show to ${ip.text}: ${at} on ${name}`],
      advice: [
        'if this host is a real server of LVS, this is right, and another host has the address',
        `otherwise: ip address delete ${at} dev ${name}, and start the resource`,
      ],
    });
    return;
  }
  const other = wanted ? undefined : networkElsewhere(facts, holder);
  if (other) {
    diagnosis.add({
      cause: 'other-interface',
      likelihood: 'likely',
      summary: `${ip.text} is on ${name}, but its network is on ${other}`,
      seen: [
        `ip address show to ${ip.text}: ${at} on ${name}`,
        `${other} has an address in the network of ${ip.text}; ${name} has no other one`,
      ],
      advice: [
        `ip address delete ${at} dev ${name}`,
        `then start the resource again, with nic=${other} if ${request.nic === undefined ? 'nic is not set' : 'nic differs'}`,
      ],
    });
  }
}

/** The name of another interface with an own address in the network, if the interface of the address has none. */
function networkElsewhere(facts: Facts, { on }: Holder): string | undefined {
  const { ip, addresses, kernel, links } = facts;
  const isCovered = addresses.some(
    ({ local, prefixLength }) =>
      !sameBytes(local, ip.bytes) && samePrefix(local, ip.bytes, prefixLength),
  );
  if (isCovered) return undefined;
  for (const { link, masterKind } of links) {
    const isPort = masterKind !== '' && masterKind !== 'vrf';
    if (link.index === on.link.index || isPort || !hasNeighbours(link)) continue;
    const own = kernel.addresses
      .onLink(ip.family, link.index)
      .some(
        ({ local, prefixLength }) =>
          !sameBytes(local, ip.bytes) &&
          prefixLength < addressBits(ip.family) &&
          prefixLength > 0 &&
          samePrefix(local, ip.bytes, prefixLength) &&
          !isLinkLocal(ipAddressFromBytes(local)),
      );
    if (own) return link.name;
  }
  return undefined;
}

function checkDuplicates({ ip, holders }: Facts, diagnosis: Diagnosis): void {
  const named: string[] = [];
  for (const { on } of holders) {
    if (hasNeighbours(on.link) && !named.includes(on.link.name)) named.push(on.link.name);
  }
  if (named.length < 2) return;
  diagnosis.add({
    cause: 'two-interfaces',
    likelihood: 'likely',
    summary: `${ip.text} is on ${named.join(' and ')}: packets may arrive at one and answers leave by the other`,
    seen: [`ip address show to ${ip.text}: on ${named.join(', ')}`],
    advice: ['remove it from the interface that the resource does not use: ip address delete'],
  });
}

function checkState({ ip }: Facts, { entry, on }: Holder, diagnosis: Diagnosis): void {
  const name = on.link.name;
  if (entry.flags & IFA_F_DADFAILED) {
    diagnosis.add({
      cause: 'duplicate',
      likelihood: 'certain',
      summary: `the kernel does not use ${ip.text} on ${name}: duplicate address detection has failed`,
      seen: [`ip -6 address show dev ${name}: ${ip.text} is marked dadfailed`],
      advice: [
        `find the other host: ndisc6 ${ip.text} ${name}, or its hardware address in the switch`,
        'remove the address there, then restart the resource here',
      ],
    });
  } else if (entry.flags & IFA_F_TENTATIVE) {
    diagnosis.add({
      cause: 'tentative',
      likelihood: 'certain',
      summary: `the kernel does not yet use ${ip.text} on ${name}: it is tentative`,
      seen: [`ip -6 address show dev ${name}: ${ip.text} is marked tentative`],
      advice: [
        'duplicate address detection takes one to two seconds: look again',
        `if it stays, the interface has no carrier, or dad_transmits is large: sysctl net.ipv6.conf.${name}.dad_transmits`,
      ],
    });
  }
}

function checkValues(facts: Facts, holder: Holder, diagnosis: Diagnosis): void {
  const { entry, on } = holder;
  const { request, ip } = facts;
  const name = on.link.name;
  checkPrefix(facts, holder, diagnosis);
  const label = request.label;
  if (label !== undefined && ip.family === 'inet' && entry.label !== `${name}:${label}`) {
    diagnosis.add({
      cause: 'label',
      likelihood: 'likely',
      summary: `the label is ${entry.label ?? 'missing'}, not ${name}:${label}: monitor does not take this for the resource`,
      seen: [`ip address show dev ${name}: ${ip.text} has the label ${entry.label ?? 'none'}`],
      advice: [
        `ip address delete ${ip.text}/${entry.prefixLength} dev ${name}`,
        'then start the resource again; or leave iflabel out',
      ],
    });
  }
  checkBroadcast(facts, holder, diagnosis);
  const isWide = !isLoopback(on.link) && !ip.text.startsWith('169.254.') && ip.family === 'inet';
  if (isWide && (entry.scope === RT_SCOPE_HOST || entry.scope === RT_SCOPE_LINK)) {
    const scope = entry.scope === RT_SCOPE_HOST ? 'host' : 'link';
    diagnosis.add({
      cause: 'scope',
      likelihood: scope === 'host' ? 'likely' : 'possible',
      summary: `${ip.text} has the scope ${scope}: the kernel does not use it for hosts ${scope === 'host' ? 'elsewhere' : 'behind a gateway'}`,
      seen: [`ip address show dev ${name}: scope ${scope}`],
      advice: [
        `ip address delete ${ip.text}/${entry.prefixLength} dev ${name}`,
        'then start the resource again: it adds the address with the scope global',
      ],
    });
  }
}

function checkPrefix(facts: Facts, { entry, on }: Holder, diagnosis: Diagnosis): void {
  const { request, ip, addresses } = facts;
  const name = on.link.name;
  const found = entry.prefixLength;
  const seen = `ip address show dev ${name}: ${ip.text}/${found}`;
  if (request.prefixLength !== undefined && request.prefixLength !== found) {
    diagnosis.add({
      cause: 'prefix',
      likelihood: 'likely',
      summary: `${ip.text} is on ${name} as /${found}, not /${request.prefixLength} as cidr_netmask says`,
      seen: [seen, `cidr_netmask is ${request.prefixLength}`],
      advice: [
        `ip address delete ${ip.text}/${found} dev ${name}`,
        `then start the resource again; or set cidr_netmask=${found}`,
      ],
    });
    return;
  }
  if (found >= addressBits(ip.family)) return;
  const others = addresses.filter(
    ({ local, prefixLength }) =>
      !sameBytes(local, ip.bytes) &&
      prefixLength < addressBits(ip.family) &&
      samePrefix(local, ip.bytes, Math.min(prefixLength, found)) &&
      !isLinkLocal(ipAddressFromBytes(local)),
  );
  const own = others.at(0);
  if (!own || others.some(({ prefixLength }) => prefixLength === found)) return;
  const text = `${ipAddressFromBytes(own.local).text}/${own.prefixLength}`;
  const isWider = found < own.prefixLength;
  diagnosis.add({
    cause: 'prefix',
    likelihood: isWider ? 'likely' : 'possible',
    summary: `${ip.text} is on ${name} as /${found}, but the network of ${name} is /${own.prefixLength}`,
    seen: [
      seen,
      `the interface's own address is ${text}`,
      isWider
        ? `this host takes hosts outside of /${own.prefixLength} for neighbours, and gets no answer from them`
        : 'another prefix length than that of the network',
    ],
    advice: [
      `set cidr_netmask=${own.prefixLength}, or leave it out, and restart the resource`,
      `pcs resource update RESOURCE cidr_netmask=${own.prefixLength}`,
    ],
  });
}

function checkBroadcast(facts: Facts, { entry, on }: Holder, diagnosis: Diagnosis): void {
  const { request, ip, kernel } = facts;
  if (ip.family !== 'inet' || entry.prefixLength > 30) return;
  const { prefixLength } = entry;
  const usual = withHostBits(ip.bytes, prefixLength, 1);
  const placed = place(kernel, {
    ip,
    link: on.link,
    prefixLength,
    broadcast: request.broadcast,
  });
  const expected = placed.kind === 'placed' ? placed.broadcast : undefined;
  const found = entry.broadcast;
  const isGiven = request.broadcast !== undefined;
  // Without the parameter, an address that was added by hand has none: nothing depends on it.
  if (!isGiven && (!found || sameBytes(found, usual) || (expected && sameBytes(found, expected)))) {
    return;
  }
  if (isGiven && expected && found && sameBytes(found, expected)) return;
  const right = ipAddressFromBytes(expected ?? usual).text;
  const shown = found ? ipAddressFromBytes(found).text : 'none';
  diagnosis.add({
    cause: 'broadcast',
    likelihood: isGiven ? 'likely' : 'possible',
    summary: `the broadcast address of ${ip.text} is ${shown}, not ${right}`,
    seen: [
      `ip address show dev ${on.link.name}: ${ip.text}/${prefixLength} brd ${shown}`,
      ...(isGiven ? ['the parameter broadcast says otherwise'] : []),
    ],
    advice: [
      `ip address delete ${ip.text}/${prefixLength} dev ${on.link.name}`,
      'then start the resource again',
    ],
  });
}

function checkLifetime({ ip, request }: Facts, { entry, on }: Holder, diagnosis: Diagnosis): void {
  const { validLifetime, preferredLifetime } = entry;
  const name = on.link.name;
  if (validLifetime !== undefined && validLifetime !== INFINITY_LIFE_TIME) {
    diagnosis.add({
      cause: 'expires',
      likelihood: 'possible',
      summary: `the kernel removes ${ip.text} in ${validLifetime} s: somebody added it with a lifetime`,
      seen: [`ip address show dev ${name}: ${ip.text} valid_lft ${validLifetime}sec`],
      advice: [
        'the same address may come from DHCP or router advertisements: exclude it there',
        `ip address change ${ip.text}/${entry.prefixLength} dev ${name} valid_lft forever preferred_lft forever`,
      ],
    });
  }
  const wantsDeprecated = ip.family === 'inet6' && request.preferredLifetime() === 0;
  if ((entry.flags & IFA_F_DEPRECATED) === 0 || wantsDeprecated) return;
  diagnosis.add({
    cause: 'deprecated',
    likelihood: 'hint',
    summary: `${ip.text} is deprecated: this host does not choose it for new connections, but answers on it`,
    seen: [`preferred_lft is ${preferredLifetime ?? 0}`],
    advice: ['set preferred_lft=forever if this host shall use it as a source'],
  });
}
