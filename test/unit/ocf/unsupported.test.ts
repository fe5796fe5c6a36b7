import { describe, expect, it } from 'vitest';
import { readParameters, unsupportedParameters } from '../../../lib/ocf/read-parameters.ts';
import { NOT_YET_SUPPORTED } from '../../../ocf-metadata/parameters.ts';
import { read, reskeys } from '../support/parameters.ts';

const ADDRESS = read({ ip: '192.0.2.10' }).request;
const NO_ADDRESS = read({}).request;

describe('parameters of IPaddr2 that are not supported', () => {
  it.each(NOT_YET_SUPPORTED)('$name: its default is no reason to refuse', (parameter) => {
    const variables = reskeys({ [parameter.name]: parameter.default });
    expect(unsupportedParameters(variables, ADDRESS)).toEqual([]);
  });

  it.each(NOT_YET_SUPPORTED)('$name: any other value is', ({ name }) => {
    const reasons = unsupportedParameters(reskeys({ [name]: 'a\nb' }), ADDRESS);
    expect(reasons).toEqual([`${name}="a\\nb" is not supported by this version; leave it out`]);
  });

  it('nothing is set: nothing is refused', () => {
    expect(unsupportedParameters({}, ADDRESS)).toEqual([]);
    expect(unsupportedParameters({}, NO_ADDRESS)).toEqual([]);
  });

  it.each([
    ['1', 0],
    ['', 0],
    ['2', 1],
  ])('clone-max %j: %d reasons', (value, count) => {
    const variables = reskeys({ CRM_meta_clone_max: value });
    expect(unsupportedParameters(variables, ADDRESS)).toHaveLength(count);
  });

  it('lvs_support is refused by name for an address that is shared', () => {
    const variables = reskeys({ ip: '192.0.2.10', lvs_support: 'yes', CRM_meta_clone_max: '2' });
    const reasons = unsupportedParameters(variables, readParameters(variables).request);
    expect(reasons[0]).toMatch(/^lvs_support=true, clone-max="2": /);
  });

  it('clone-max is no reason where each instance has an address of its own', () => {
    const variables = reskeys({
      ip: '192.0.2.10',
      unique_clone_address: 'true',
      CRM_meta_clone_max: '2',
      CRM_meta_globally_unique: 'true',
    });
    expect(unsupportedParameters(variables, readParameters(variables).request)).toEqual([]);
  });
});
