/** Variables of the cluster manager, and what differs from an empty environment. */
import type { OcfEnvironment, Variables } from '../../../../lib/ocf/environment.ts';

export const ENVIRONMENTS: readonly [Variables, Partial<OcfEnvironment>][] = [
  [{}, {}],
  [{ OCF_EXIT_REASON_PREFIX: 'why: ' }, { exitReasonPrefix: 'why: ' }],
  [{ OCF_EXIT_REASON_PREFIX: '' }, {}],
  [{ OCF_CHECK_LEVEL: '10' }, { checkLevel: 10 }],
  [{ OCF_CHECK_LEVEL: '0' }, { checkLevel: 0 }],
  [{ OCF_CHECK_LEVEL: 'deep' }, { checkLevel: 0 }],
  [{ OCF_CHECK_LEVEL: '' }, {}],
  [{ OCF_RESKEY_OCF_CHECK_LEVEL: '10' }, { checkLevel: 10 }],
  [{ OCF_CHECK_LEVEL: '0', OCF_RESKEY_OCF_CHECK_LEVEL: '10' }, { checkLevel: 0 }],
  [{ OCF_RESKEY_CRM_meta_interval: '0' }, {}],
  [{ OCF_RESKEY_CRM_meta_interval: '10000' }, { isProbe: false }],
  [{ OCF_RESKEY_CRM_meta_timeout: '45000' }, { timeout: 45_000 }],
  [{ OCF_RESKEY_CRM_meta_timeout: '' }, {}],
  [{ OCF_RESKEY_CRM_meta_timeout: '0' }, {}],
  [{ OCF_RESKEY_CRM_meta_timeout: '-1' }, {}],
  [{ OCF_RESKEY_CRM_meta_timeout: 'soon' }, {}],
  [{ OCF_RESKEY_CRM_meta_timeout: 'Infinity' }, {}],
  [{ HA_RSCTMP: '/tmp/elsewhere' }, { stateDirectory: '/tmp/elsewhere' }],
  [{ HA_RSCTMP: '' }, {}],
];
