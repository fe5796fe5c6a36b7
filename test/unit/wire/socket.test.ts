import { expect, it } from 'vitest';
import * as socket from '../../../lib/wire/socket.ts';
import { headerConstants } from '../support/header-constants.ts';

it('every constant is that of the C headers', () => {
  expect({ ...socket }).toEqual(headerConstants(['sys/socket.h'], Object.keys(socket)));
});
