/** Actions in an unusual order, and what is no action. */
import type { Case } from '../case.ts';

export const ACTION: readonly Case[] = [
  { name: 'one that is not there', steps: ['no-such-action'] },
  {
    name: 'one that is not there, with wrong parameters',
    parameters: { ip: 'x' },
    steps: ['no-such-action'],
    differs: { 'unknown-action': ['1 no-such-action: 3 instead of 1'] },
  },
  { name: 'stop first', steps: ['stop', 'status', 'monitor', 'start', 'status', 'stop', 'status'] },
  { name: 'start, stop, start', steps: ['start', 'stop', 'start', 'monitor', 'stop'] },
  { name: 'stop twice', steps: ['start', 'stop', 'stop', 'status'] },
  { name: 'validate-all first', steps: ['validate-all', 'probe'] },
  { name: 'validate-all while up', steps: ['start', 'validate-all', 'stop'] },
];
