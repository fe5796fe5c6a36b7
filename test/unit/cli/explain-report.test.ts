import { beforeEach, describe, expect, it } from 'vitest';
import { type Explanation, explain } from '../../../lib/actions/explain.ts';
import { explainReport, explainText } from '../../../lib/cli/explain-report.ts';
import { chooseStyle } from '../../../lib/cli/style.ts';
import { RT_SCOPE_LINK } from '../../../lib/wire/ifaddrmsg.ts';
import { contextOf, type Parameters } from '../support/actions.ts';
import { FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
});

function explanationOf(parameters: Parameters): Explanation {
  return explain(contextOf(new FakeKernel(host), { ip: VIP, ...parameters }));
}

function text(explanation: Explanation): string {
  const report = explainReport(explanation);
  return explainText(report, explanation, chooseStyle(false, undefined));
}

describe('the equivalent command', () => {
  it.each<[Parameters, string]>([
    [{}, `ip address add ${VIP}/24 dev eth0`],
    [{ cidr_netmask: 28, nic: 'eth0' }, `ip address add ${VIP}/28 dev eth0`],
    [{ broadcast: '+' }, `ip address add ${VIP}/24 brd 10.0.0.255 dev eth0`],
    [{ iflabel: 'vip' }, `ip address add ${VIP}/24 dev eth0 label eth0:vip`],
    [{ metric: 100 }, `ip address add ${VIP}/24 dev eth0 metric 100`],
    [{ noprefixroute: true, metric: 100 }, `ip address add ${VIP}/24 dev eth0 noprefixroute`],
    [
      { ip: '2001:db8::10/64', nic: 'eth0', nodad: true, preferred_lft: 0 },
      'ip addrlabel add prefix 2001:db8::10 label 99; ' +
        'ip address add 2001:db8::10/64 dev eth0 preferred_lft 0 nodad',
    ],
  ])('%j: %s', (parameters, command) => {
    expect(explainReport(explanationOf(parameters)).command).toBe(command);
  });
});

describe('the text', () => {
  it.each<[Parameters, string]>([
    [
      {},
      'It would announce the address in 5 rounds, 200 ms apart, the first at once, the others in the background; a round is:',
    ],
    [{ arp_bg: false }, 'the first at once, and wait until all are sent; a round is:'],
    [{ arp_count: 1 }, 'It would announce the address once; a round is:'],
    [{ run_arping: true }, 'start would check for an address conflict for 300 ms (ARP probe).'],
    [{ ip: '10.0.9.10/24', nic: 'eth0' }, 'Interface and prefix length are given'],
  ])('%j: %s', (parameters, expected) => {
    expect(text(explanationOf(parameters))).toContain(expected);
  });

  it('says how start would detect a duplicate with dad=fast', () => {
    const fast = { ip: '2001:db8::10/64', nic: 'eth0', dad: 'fast' };
    expect(text(explanationOf(fast))).toContain(
      'eth0 has no link-local address that is ready to use: the kernel checks for a duplicate ' +
        'instead, one to two seconds (dad=fast).',
    );
    expect(explainReport(explanationOf(fast)).command).not.toContain('nodad');
    host.addAddress('eth0', 'fe80::1/64', { scope: RT_SCOPE_LINK });
    expect(text(explanationOf(fast))).toContain(
      'start would check for an address conflict for 300 ms (Neighbor Solicitations, dad=fast).',
    );
    expect(explainReport(explanationOf(fast)).command).toMatch(/ nodad$/);
  });

  it('shows no octets, which JSON has', () => {
    const explanation = explanationOf({});
    const { packets } = explainReport(explanation);
    expect(packets).toHaveLength(2);
    for (const { frame } of packets) expect(text(explanation)).not.toContain(frame);
  });

  it('says why start would fail', () => {
    host.links.setCarrier('eth0', false);
    expect(text(explanationOf({}))).toContain('start would fail: interface eth0 has no carrier');
    expect(explainReport(explanationOf({}))).toMatchObject({
      link: 'no carrier',
      problem: expect.stringMatching(/^interface eth0 has no carrier; /),
    });
  });

  it('says that start would go on without carrier', () => {
    host.links.setCarrier('eth0', false);
    const explanation = explanationOf({ check_link_status: false });
    expect(text(explanation)).toContain('The link of eth0: no carrier.\nstart would do this');
    expect(explainReport(explanation).problem).toBeUndefined();
  });

  it('says that start would bring the link up', () => {
    host.addLink('eth2', { up: false });
    const explanation = explanationOf({ ip: '10.0.2.10/24', nic: 'eth2' });
    expect(explanation.health).toBe('down');
    expect(explainReport(explanation)).toMatchObject({ link: 'down', problem: undefined });
    expect(text(explanation)).toContain(
      'The link of eth2: down.\nstart would bring it up, and wait for its carrier.',
    );
  });

  it('says that the address is assigned already, or that there are no neighbours', () => {
    host.addAddress('eth0', `${VIP}/24`);
    const lines = text(explanationOf({}));
    expect(lines).toContain(
      'The address is already assigned: start would keep it, and make it permanent.',
    );
    expect(lines).not.toContain('neighbours');
    host.addLink('eth1', { noArp: true });
    const quiet = text(explanationOf({ ip: '10.0.1.10/24', nic: 'eth1' }));
    expect(quiet).toContain('eth1 has no neighbours: no announcement.');
  });

  it('says which share of the clients the host would answer', () => {
    const share = {
      bucket: 2,
      total: 3,
      tool: 'nft',
      seed: 7,
      hardwareAddress: '01:00:5e:00:01:0a',
      mangles: true,
    };
    const explanation = { ...explanationOf({}), share };
    expect(text(explanation)).toContain('this host would answer bucket 2 of 3 of the clients:');
    expect(text(explanation)).toContain(
      'All hosts announce the hardware address 01:00:5e:00:01:0a.',
    );
    expect(text({ ...explanation, share: { ...share, mangles: false } })).toContain(
      'All hosts receive frames for 01:00:5e:00:01:0a.',
    );
  });
});

describe('late rounds and peers', () => {
  const GATEWAY = '10.0.0.254';
  beforeEach(() => host.addRoute('default', { dev: 'eth0', via: GATEWAY }));

  it.each<[Parameters, string]>([
    [{ arp_late: 5 }, 'One more round would follow 5 s after the first.'],
    [{ arp_late: '8,2' }, 'One more round would follow 2 s and 8 s after the first.'],
    [
      { announce_rate: 100 },
      'All virtual IPs on eth0 together send at most 100 frames per second (announce_rate).',
    ],
    [{}, 'If another host has the address too, monitor returns 190 (on_conflict=degrade).'],
    [
      { on_conflict: 'fail' },
      'If another host has the address too, monitor returns 1 (on_conflict=fail).',
    ],
    [
      { on_conflict: 'defend' },
      'If another host has the address too, it is announced again, and monitor returns 190 (on_conflict=defend).',
    ],
    [{ kill_connections_on_stop: true }, 'stop would close the TCP connections of the address.'],
    [{ announce_to: 'gateway' }, `It would ask ${GATEWAY} until they answer (announce_to).`],
    [
      { announce_to: '10.0.0.7,10.0.0.8' },
      'It would ask 10.0.0.7, 10.0.0.8 until they answer (announce_to).',
    ],
  ])('%j: %s', (parameters, line) => {
    expect(text(explanationOf(parameters)).split('\n')).toContain(line);
  });

  it.each<[Parameters, number[], string[]]>([
    [{}, [], []],
    [{ arp_late: 0, announce_to: 'none' }, [], []],
    [{ arp_late: '30,2,8', announce_to: 'gateway' }, [2, 8, 30], [GATEWAY]],
    // Only the background process sends late rounds.
    [{ arp_late: 5, arp_bg: false }, [], []],
  ])('in JSON, %j: %j, %j', (parameters, lateRounds, peers) => {
    expect(explainReport(explanationOf(parameters))).toMatchObject({ lateRounds, peers });
  });

  it('are neither without neighbours nor without an announcement', () => {
    const asked = { arp_late: 5, announce_to: 'gateway' };
    host.addLink('eth1', { noArp: true });
    const quiet = explanationOf({ ip: '10.0.1.10/24', nic: 'eth1', ...asked });
    expect(explainReport(quiet)).toMatchObject({ lateRounds: [], peers: [] });
    host.addAddress('eth0', `${VIP}/24`);
    const assigned = explanationOf(asked);
    expect(explainReport(assigned)).toMatchObject({ lateRounds: [], peers: [] });
    for (const explanation of [quiet, assigned]) {
      expect(text(explanation)).not.toMatch(/One more round|It would ask/);
    }
  });

  it('changes nothing, and sends nothing', () => {
    const before = host.state();
    explanationOf({ arp_late: 5, announce_to: 'gateway' });
    expect([host.state(), host.questions, host.packets]).toEqual([before, [], []]);
  });
});
