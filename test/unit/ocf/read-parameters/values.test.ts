import { describe, expect, it } from 'vitest';
import { DEFAULTS, readValues } from '../../support/parameters.ts';
import { ADVISED, GOOD, IP, SEND_ARP_OPTIONS } from '../golden/good-parameters.ts';

const ip = IP.text;

describe('valid parameters', () => {
  it.each(GOOD)('%j', (parameters, expected) => {
    const { request, problems, warnings } = readValues(parameters);
    expect(problems).toEqual([]);
    expect(warnings).toEqual([]);
    expect(request).toMatchObject({ ...DEFAULTS, ...expected });
  });

  it('ignores other variables', () => {
    const { request, problems } = readValues({ ip, crm_feature_set: '3.19', nonsense: 'x' });
    expect(problems).toEqual([]);
    expect(request).toMatchObject({ ...DEFAULTS, ip: IP });
  });
});

describe('values that are accepted with a warning', () => {
  it.each(ADVISED)('%j', (parameters, expected, advice) => {
    const { request, problems, warnings } = readValues(parameters);
    expect(problems).toEqual([]);
    expect(warnings[0]).toMatch(/please (leave it out, or )?write it as /);
    expect(warnings[0]).toMatch(new RegExp(`write it as ${advice}$`));
    expect(request).toMatchObject({ ...DEFAULTS, ...expected });
  });
});

describe('send_arp_opts', () => {
  it.each(SEND_ARP_OPTIONS)('%s beside arp_type=%s', (send_arp_opts, arp_type, warning) => {
    const { request, problems, warnings } = readValues({ ip, send_arp_opts, arp_type });
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      expect.stringContaining(`send_arp_opts="${send_arp_opts}": ${warning}`),
    ]);
    expect(request?.arpType).toBe(arp_type ?? 'both');
  });

  it('names ignored options beside accepted ones', () => {
    const { request, warnings } = readValues({ ip, send_arp_opts: '-q -A -s 192.0.2.1' });
    expect(warnings).toEqual([
      'send_arp_opts="-q -A -s 192.0.2.1": please write it as arp_type=reply; ignored: "-q -s 192.0.2.1"',
    ]);
    expect(request?.arpType).toBe('reply');
  });
});
