import { expect, it } from 'vitest';
import * as rtnetlink from '../../../lib/wire/rtnetlink.ts';
import { headerConstants } from '../support/header-constants.ts';

it('every constant is that of the C headers', () => {
  const expected = headerConstants(['linux/rtnetlink.h'], Object.keys(rtnetlink));
  expect({ ...rtnetlink }).toEqual(expected);
});
