import { describe, expect, it } from 'vitest';
import { variablesFromWords } from '../../../lib/cli/arguments.ts';
import { outcomeOf } from '../../../lib/ocf/refusal.ts';
import { parameters } from '../../../ocf-metadata/parameters.ts';

const read = (words: readonly string[], environment = {}) => variablesFromWords(words, environment);

describe('variablesFromWords', () => {
  it('returns the variables that a cluster manager sets', () => {
    expect(read(['ip=192.0.2.10', 'nic=', 'iflabel=a=b', 'CRM_meta_clone=1'])).toEqual({
      OCF_RESKEY_CRM_meta_interval: '1',
      OCF_RESKEY_ip: '192.0.2.10',
      OCF_RESKEY_nic: '',
      OCF_RESKEY_iflabel: 'a=b',
      OCF_RESKEY_CRM_meta_clone: '1',
    });
  });

  it('accepts every parameter, and the old name of cidr_netmask', () => {
    for (const { name } of parameters()) {
      expect(read([`${name}=1`])[`OCF_RESKEY_${name}`]).toBe('1');
    }
    expect(read(['netmask=24']).OCF_RESKEY_netmask).toBe('24');
  });

  it('keeps HA_RSCTMP and PATH of the environment, and nothing else', () => {
    const environment = {
      HA_RSCTMP: '/run/x',
      PATH: '/bin',
      HA_debug: '1',
      OCF_RESKEY_nic: 'eth9',
    };
    expect(read([], environment)).toEqual({
      OCF_RESKEY_CRM_meta_interval: '1',
      HA_RSCTMP: '/run/x',
      PATH: '/bin',
    });
  });

  it.each([
    [['cidr_netmaks=24'], 'unknown parameter cidr_netmaks; did you mean cidr_netmask?'],
    [['netmaks=24'], 'unknown parameter netmaks; did you mean netmask?'],
    [
      ['CRM_meta_clonemax=3'],
      'unknown parameter CRM_meta_clonemax; did you mean CRM_meta_clone_max?',
    ],
    [['address=192.0.2.10'], 'unknown parameter address; floatip --help lists them'],
    [['toString=1'], 'unknown parameter toString; floatip --help lists them'],
    [['192.0.2.10'], '"192.0.2.10" is not a parameter; write name=value'],
    [['=24'], '"=24" is not a parameter; write name=value'],
    [['ip=192.0.2.10', 'ip=192.0.2.10'], 'parameter ip is given twice'],
    [['nic=', 'nic=eth0'], 'parameter nic is given twice'],
  ])('%j: %s', (words, message) => {
    const action = () => String(read(words));
    expect(outcomeOf(action)).toEqual({ status: 2, reason: message, output: undefined });
  });
});
