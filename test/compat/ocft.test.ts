/**
 * The test suite of resource-agents for IPaddr2 (ocft), with VirtualIP in the place of IPaddr2, in a
 * mount namespace of its own.
 */
import { readFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { VIRTUAL_IP } from '../../lab/agent.ts';
import { Lab } from '../../lab/lab.ts';
import { runWithOwnMounts } from '../../lab/own-mounts.ts';

const CONFIGS = '/usr/share/resource-agents/ocft/configs';

/**
 * Cases that fail, by suite: returned status, expected status, and the reason. Of cases with the same
 * name, each version of resource-agents has one.
 */
const ACCOUNTED_FOR: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  IPaddr2: {
    "check base env: set invalid 'OCF_RESKEY_nic': OCF_ERR_INSTALLED != OCF_ERR_CONFIGURED":
      'another node may have the interface; newer versions of the suite agree',
    "check base env: set invalid 'OCF_RESKEY_ip': OCF_ERR_CONFIGURED != OCF_ERR_INSTALLED":
      'an invalid address is invalid on all nodes; older versions of the suite agree',
    "check base env: set invalid 'OCF_RESKEY_cidr_netmask': OCF_ERR_CONFIGURED != OCF_ERR_INSTALLED":
      'as for ip',
    "check base env: set invalid 'OCF_RESKEY_broadcast': OCF_ERR_CONFIGURED != OCF_ERR_INSTALLED":
      'as for ip',
  },
  IPaddr2v4: {},
  IPaddr2v6: {
    'params with force cidr_netmask (base netmask < assigned netmask): OCF_SUCCESS != OCF_ERR_GENERIC':
      'IPaddr2 fails as well: a longer prefix than that of the network is permitted, as for IPv4',
  },
};

/**
 * Shortens duplicate address detection: its random delay (RFC 4862 section 5.4.2), and the second for which
 * the kernel waits for an answer. start waits for it fifteen times.
 */
const QUICK_DETECTION = ['eth0', 'eth1'].flatMap((nic) => [
  `net.ipv6.conf.${nic}.router_solicitation_delay=0`,
  `net.ipv6.neigh.${nic}.retrans_time_ms=100`,
]);

/**
 * ocft polls once a second whether the agent has ended: replaces its sleep with one of 20 ms, and multiplies
 * its timeout, which it counts in sleeps.
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
      const { all = '' } = await runWithOwnMounts(host, SCRIPT, [VIRTUAL_IP, suite], env);
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

/** Whether the installed version of the suite has this failing case. */
function isIn(config: string, line: string): boolean {
  const [, name = '', wanted = ''] = /^(.*): \w+ != (\w+)$/.exec(line) ?? [];
  const [, rest = ''] = config.split(`CASE "${name}"`);
  const [statements = ''] = rest.split(/^CASE /m);
  return statements.includes(`start ${wanted}`);
}
