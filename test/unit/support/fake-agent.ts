/** The agent that the command line runs; the test gives its results. */
import type { Agent } from '../../../lib/cli/agent.ts';

export interface FakeAgent extends Agent {
  /** The text that was written. */
  readonly output: { stdout: string; stderr: string };
}

/** By default each action succeeds without output. */
export function fakeAgent(answers: Partial<Agent> = {}): FakeAgent {
  const output = { stdout: '', stderr: '' };
  return {
    run: () => '',
    report: () => {
      throw new Error('the test has no report');
    },
    explain: () => {
      throw new Error('the test has no explanation');
    },
    resourceWords: () => Promise.reject(new Error('the test has no cluster')),
    list: () => Promise.reject(new Error('the test has no list')),
    metrics: () => Promise.reject(new Error('the test has no metrics')),
    doctor: () => Promise.reject(new Error('the test has no doctor')),
    migrate: () => Promise.reject(new Error('the test has no cluster')),
    metaData: () => '<resource-agent/>',
    isTerminal: () => false,
    print: (text) => {
      output.stdout += text;
    },
    writeError: (text) => {
      output.stderr += text;
    },
    ...answers,
    output,
  };
}
