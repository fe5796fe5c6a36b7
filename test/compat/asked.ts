/** Parameters, surroundings and steps of a case, with the defaults, one per line. */
import { type Case, USUAL_PARAMETERS, USUAL_STEPS } from './case.ts';
import { USUAL_SURROUNDINGS } from './world.ts';

export function askedOf(oneCase: Case): string[] {
  const { parameters, surroundings = USUAL_SURROUNDINGS, neighbour = [], steps } = oneCase;
  const values = Object.entries({ ...USUAL_PARAMETERS, ...parameters });
  return [
    ...values.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])),
    ...surroundings.map((command) => `on the node: ip ${command}`),
    ...neighbour.map((command) => `on the neighbour: ip ${command}`),
    ...(oneCase.calledOn === 'neighbour' ? ['the agent is called on the neighbour'] : []),
    `steps: ${(steps ?? USUAL_STEPS).join(', ')}`,
    ...(oneCase.framesVary === undefined ? [] : ['without frames']),
  ];
}
