/** The agent that the command line is handed, with answers that a test gives it. */
import type { Agent } from '../../../lib/cli/agent.ts';

export interface FakeAgent extends Agent {
  /** What was printed so far. */
  readonly said: { stdout: string; stderr: string };
}

/** An address that is up, and whatever is done with it succeeds. */
export function fakeAgent(answers: Partial<Agent> = {}): FakeAgent {
  const said = { stdout: '', stderr: '' };
  return {
    run: () => ({ status: 0 }),
    observe: () => {
      throw new Error('nobody said what is to be seen');
    },
    explain: () => {
      throw new Error('nobody said what is to be explained');
    },
    metaData: () => '<resource-agent/>',
    isTerminal: () => false,
    print: (text) => {
      said.stdout += text;
    },
    writeError: (text) => {
      said.stderr += text;
    },
    ...answers,
    said,
  };
}
