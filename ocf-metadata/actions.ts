/** The actions that the meta-data advertises, with the timeouts and intervals that it recommends. */
export interface AdvertisedAction {
  readonly name: string;
  /** Seconds. */
  readonly timeout: number;
  /** Seconds. */
  readonly interval?: number;
  /** The OCF_CHECK_LEVEL that the action knows. */
  readonly depth?: number;
}

export const ACTIONS: readonly AdvertisedAction[] = [
  { name: 'start', timeout: 20 },
  { name: 'stop', timeout: 20 },
  { name: 'reload-agent', timeout: 20 },
  { name: 'status', timeout: 20, interval: 10, depth: 0 },
  { name: 'monitor', timeout: 20, interval: 10, depth: 0 },
  { name: 'validate-all', timeout: 20, depth: 0 },
  { name: 'validate-all', timeout: 20, depth: 10 },
  { name: 'meta-data', timeout: 5 },
];
