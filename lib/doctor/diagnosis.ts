/** What the checks have found. */
import { type CauseName, causes } from '../../ocf-metadata/causes.ts';

/**
 * `certain`: packets are lost because of it. `likely`, `possible`: it depends on something that this host does not
 * know. `hint`: no fault by itself.
 */
export type Likelihood = 'certain' | 'likely' | 'possible' | 'hint';

function likelihoods(): readonly Likelihood[] {
  return ['certain', 'likely', 'possible', 'hint'];
}

export interface Finding {
  readonly cause: CauseName;
  readonly likelihood: Likelihood;
  /** One sentence, without a full stop. */
  readonly summary: string;
  /** The evidence, a line each. */
  readonly seen: readonly string[];
  /** What to do: sentences, or commands to type. */
  readonly advice: readonly string[];
}

export class Diagnosis {
  readonly #findings: Finding[] = [];
  readonly well: string[] = [];
  readonly notLookedAt: string[] = [];

  add(finding: Finding): void {
    this.#findings.push(finding);
  }

  has(cause: CauseName): boolean {
    return this.#findings.some((finding) => finding.cause === cause);
  }

  /** Whether something is found that is not only a hint. */
  get isIll(): boolean {
    return this.#findings.some(({ likelihood }) => likelihood !== 'hint');
  }

  /** The likeliest first. */
  findings(): readonly Finding[] {
    return [...this.#findings].sort((a, b) => rankOf(a) - rankOf(b));
  }

  isWell(what: string): void {
    this.well.push(what);
  }

  cannotLookAt(what: string, why: string): void {
    this.notLookedAt.push(`${what}: ${why}`);
  }
}

/** More than there are causes. */
const CAUSES_LIMIT = 1000;

function rankOf({ cause, likelihood }: Finding): number {
  let position = 0;
  for (const [name] of causes()) {
    if (name === cause) break;
    position++;
  }
  return likelihoods().indexOf(likelihood) * CAUSES_LIMIT + position;
}
