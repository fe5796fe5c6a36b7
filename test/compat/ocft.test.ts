/**
 * The suite of tests that resource-agents has for IPaddr2 (ocft), with VirtualIP in the place of
 * IPaddr2. What it writes, and what it is told to run, are in mounts of its own.
 */
import { readFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { VIRTUAL_IP } from '../../lab/agent.ts';
import { Lab } from '../../lab/lab.ts';
import { withOwnMounts } from '../../lab/own-mounts.ts';

const CONFIGS = '/usr/share/resource-agents/ocft/configs';

/**
 * Cases that do not pass, by suite: what was returned, what the suite wants, and why.
 * A version of resource-agents has one or the other of those that have the same name.
 */
const ACCOUNTED_FOR: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  IPaddr2: {
    "check base env: set invalid 'OCF_RESKEY_nic': OCF_ERR_INSTALLED != OCF_ERR_CONFIGURED":
      'another node may have the interface, as newer versions of the suite want it',
    "check base env: set invalid 'OCF_RESKEY_ip': OCF_ERR_CONFIGURED != OCF_ERR_INSTALLED":
      'no node can hold what is no address, as older versions of the suite want it',
    "check base env: set invalid 'OCF_RESKEY_cidr_netmask': OCF_ERR_CONFIGURED != OCF_ERR_INSTALLED":
      'as for ip',
    "check base env: set invalid 'OCF_RESKEY_broadcast': OCF_ERR_CONFIGURED != OCF_ERR_INSTALLED":
      'as for ip',
  },
  IPaddr2v4: {},
  IPaddr2v6: {
    'params with force cidr_netmask (base netmask < assigned netmask): OCF_SUCCESS != OCF_ERR_GENERIC':
      'IPaddr2 does not pass it either: a longer prefix than that of the network is as good as for IPv4',
  },
};

/**
 * The kernel waits at random before it asks whether another host has a new IPv6 address, and then for
 * a second for an answer: start waits with it, fifteen times. It still asks, but waits less.
 */
const QUICK_DETECTION = ['eth0', 'eth1'].flatMap((nic) => [
  `net.ipv6.conf.${nic}.router_solicitation_delay=0`,
  `net.ipv6.neigh.${nic}.retrans_time_ms=100`,
]);

/**
 * ocft looks whether the agent has ended, and waits for a second until it looks again: its sleep
 * takes a fiftieth of that, and its patience, which it counts in sleeps, lasts as much longer.
 */
const SCRIPT = `
  set -e
  agent=$1 suite=$2
  mount -t tmpfs tmpfs /var/lib
  mkdir -p /var/lib/resource-agents /var/lib/bin /var/lib/configs
  sed 's/HangTimeout.*/HangTimeout 1000/' ${CONFIGS}/$suite > /var/lib/configs/$suite
  printf '#!/bin/sh\\nexec /bin/sleep 0.02\\n' > /var/lib/bin/sleep
  chmod 755 /var/lib/bin/sleep
  mount -t tmpfs tmpfs /usr/lib/ocf/resource.d/heartbeat
  touch /usr/lib/ocf/resource.d/heartbeat/IPaddr2
  mount --bind "$agent" /usr/lib/ocf/resource.d/heartbeat/IPaddr2
  PATH=/var/lib/bin:$PATH
  ocft make -d /var/lib/configs $suite
  ocft test -v $suite || true`;

describe.concurrent('the suite of resource-agents', () => {
  it.each(Object.entries(ACCOUNTED_FOR))('%s', async (suite, accounted) => {
    const config = await readFile(`${CONFIGS}/${suite}`, 'utf8');
    const lab = await Lab.create();
    try {
      const host = await lab.addHost('node');
      for (const nic of ['eth0', 'eth1']) await lab.plug(host, nic);
      await host.run('sysctl', '-qw', ...QUICK_DETECTION);
      const env = { HA_RSCTMP: host.stateDirectory };
      const { all = '' } = await withOwnMounts(host, SCRIPT, [VIRTUAL_IP, suite], env);
      const results = resultsOf(all);
      expect(results.length, all).toBe(config.match(/^CASE /gm)?.length);
      const failed = results.filter(({ failure }) => failure !== undefined);
      const expected = Object.keys(accounted).filter((line) => isIn(config, line));
      expect(failed.map(({ name, failure }) => `${name}: ${failure}`)).toEqual(expected);
    } finally {
      await lab.close();
    }
  });
});

interface Result {
  readonly name: string;
  readonly failure: string | undefined;
}

function resultsOf(output: string): Result[] {
  const [, ...cases] = stripVTControlCharacters(output).split(/^Starting '\S+' case \d+ /m);
  return cases.map((text) => {
    const [, name = ''] = /^'(.*)':$/m.exec(text) ?? [];
    const [, got, wanted] = /FAILED\. The return value '(\w+)' != '(\w+)'/.exec(text) ?? [];
    const error = /ERROR: .*/.exec(text)?.[0];
    return { name, failure: got === undefined ? error : `${got} != ${wanted}` };
  });
}

/** Whether the suite, in the version that is installed, wants what it is not given. */
function isIn(config: string, line: string): boolean {
  const [, name = '', wanted = ''] = /^(.*): \w+ != (\w+)$/.exec(line) ?? [];
  const [, rest = ''] = config.split(`CASE "${name}"`);
  const [statements = ''] = rest.split(/^CASE /m);
  return statements.includes(`start ${wanted}`);
}
