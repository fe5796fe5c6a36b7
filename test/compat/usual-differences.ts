/** Differences that several cases have in common, by the steps of USUAL_STEPS. */

/** IPaddr2 needs a route also for a monitor. */
export const MONITOR_WITHOUT_ROUTE = ['3 monitor: 7 instead of 1', '7 monitor: 7 instead of 1'];

/** There is a route before start, and none after stop. */
export const LAST_ROUTE_GONE = ['7 monitor: 7 instead of 1'];

/** start returns 6 with both; to IPaddr2's monitor the address is absent, or has no route. */
export const monitorRefuses = (theirs: 1 | 7) => [
  '1 probe: 6 instead of 7',
  `3 monitor: 6 instead of ${theirs}`,
  `7 monitor: 6 instead of ${theirs}`,
];

/** Only start returns 6; with IPaddr2 all actions do. */
export const ONLY_START_MINDS = [
  '1 probe: 7 instead of 6',
  '3 monitor: 7 instead of 6',
  '7 monitor: 7 instead of 6',
];

export const STOP_DOES_NOT_MIND = ['6 stop: 0 instead of 6'];

export const INTERFACE_MISSING = ['2 start: 5 instead of 6', '4 start: 5 instead of 6'];

/** start refuses parameters that IPaddr2 accepts; other actions do not use the parameter. */
export function refusedByStart(status: 1 | 6, ...onlyThere: string[]): string[] {
  return [
    `2 start: ${status} instead of 0`,
    ...onlyThere.map((line) => `2 start: IPaddr2: ${line}`),
    '3 monitor: 7 instead of 0',
    `4 start: ${status} instead of 0`,
    `5 validate-all: ${status} instead of 0`,
  ];
}

/** start succeeds; all actions of IPaddr2 return 6. */
export function startedOnlyHere(...onlyHere: string[]): string[] {
  return [
    '1 probe: 7 instead of 6',
    '2 start: 0 instead of 6',
    ...onlyHere.map((line) => `2 start: VirtualIP: ${line}`),
    '3 monitor: 0 instead of 6',
    '4 start: 0 instead of 6',
    '5 validate-all: 0 instead of 6',
    '6 stop: 0 instead of 6',
    '7 monitor: 7 instead of 6',
  ];
}

/** All actions except stop refuse parameters that IPaddr2 accepts. */
export function refusedByAll(...onlyThere: string[]): string[] {
  return [
    '1 probe: 6 instead of 7',
    '2 start: 6 instead of 0',
    ...onlyThere.map((line) => `2 start: IPaddr2: ${line}`),
    '3 monitor: 6 instead of 0',
    '4 start: 6 instead of 0',
    '5 validate-all: 6 instead of 0',
    '7 monitor: 6 instead of 7',
  ];
}

/** Gratuitous ARP that only one of the two sends. */
export function announcedOnlyBy(
  agent: 'VirtualIP' | 'IPaddr2',
  nic = 'eth0',
  ip = '10.0.0.10',
  rounds = 1,
): string[] {
  return [
    `frames: ${agent}: ${rounds} x ${nic} > all: Reply ${ip} is-at ${nic}`,
    `frames: ${agent}: ${rounds} x ${nic} > all: Request who-has ${ip} tell ${ip}`,
  ];
}

/** Unsolicited Neighbor Advertisements that only one of the two sends. */
export function advertisedOnlyBy(
  agent: 'VirtualIP' | 'IPaddr2',
  { nic = 'eth0', rounds = 1, flags = 'override' } = {},
): string {
  return (
    `frames: ${agent}: ${rounds} x ${nic} > 33:33:00:00:00:01: (hlim 255) fd00::10 > ff02::1: ` +
    `ICMP6, neighbor advertisement, tgt is fd00::10, Flags [${flags}] ` +
    `destination link-address option: ${nic}`
  );
}

/** The address that start adds in the usual surroundings. */
export const USUAL_ADDRESS =
  'addr 10.0.0.10/24 brd 10.0.0.255 scope global secondary label eth0 dev eth0';

export const USUAL_IPV6_ADDRESS = 'addr fd00::10/64 scope global nodad dev eth0';
