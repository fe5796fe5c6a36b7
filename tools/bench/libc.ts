/** Functions of the C library for which Node.js has no API. */
import { dlopen } from 'node:ffi';

export const { functions: libc } = dlopen('libc.so.6', {
  posix_spawn: {
    arguments: ['buffer', 'buffer', 'buffer', 'buffer', 'buffer', 'buffer'],
    return: 'i32',
  },
  posix_spawn_file_actions_init: { arguments: ['buffer'], return: 'i32' },
  posix_spawn_file_actions_addopen: {
    arguments: ['buffer', 'i32', 'string', 'i32', 'u32'],
    return: 'i32',
  },
  posix_spawnattr_init: { arguments: ['buffer'], return: 'i32' },
  posix_spawnattr_setsigdefault: { arguments: ['buffer', 'buffer'], return: 'i32' },
  posix_spawnattr_setflags: { arguments: ['buffer', 'i16'], return: 'i32' },
  wait4: { arguments: ['i32', 'buffer', 'i32', 'buffer'], return: 'i32' },
  prctl: { arguments: ['i32', 'u64', 'u64', 'u64', 'u64'], return: 'i32' },
  usleep: { arguments: ['u32'], return: 'i32' },
});
