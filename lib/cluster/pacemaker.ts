/** Pacemaker's command line tools. */
import { Tool, type ToolRun } from '../linux/tool.ts';
import { Configuration } from './configuration.ts';
import { parseXml } from './xml.ts';

/** Milliseconds. */
const TIMEOUT_MS = 30_000;

export class Pacemaker {
  readonly #path: string;
  readonly #variables: readonly string[];

  /**
   * @param path the value of PATH
   * @param cibFile a file with the CIB, absolute; the tools then read and write this file instead of the cluster
   */
  constructor(path: string, cibFile?: string) {
    this.#path = path;
    this.#variables = cibFile === undefined ? [] : [`CIB_file=${cibFile}`];
  }

  /** Returns also the output of a program that fails. @throws Error if it is not installed */
  attempt(name: string, args: readonly string[]): ToolRun {
    return this.#find(name).run(args);
  }

  /** Returns the output. @throws Error with the reason in one line */
  run(name: string, args: readonly string[], input = ''): string {
    return this.#find(name).demand(args, input);
  }

  /** @throws Error */
  async configuration(): Promise<Configuration> {
    const cib = this.run('cibadmin', ['--query']);
    return new Configuration(await parseXml(cib, 'cibadmin --query'));
  }

  /** The value of a parameter of a resource on this node, also if it depends on a rule. */
  parameter(resource: string, name: string): string | undefined {
    const args = ['--resource', resource, '--get-parameter', name, '--quiet'];
    const { succeeded, output } = this.#find('crm_resource').run(args);
    return succeeded ? output.trimEnd() : undefined;
  }

  /** The name by which the cluster knows this host; undefined if Pacemaker does not run here. */
  nodeName(): string | undefined {
    const { succeeded, output } = this.#find('crm_node').run(['--name']);
    return succeeded ? output.trim() : undefined;
  }

  #find(name: string): Tool {
    const surroundings = {
      path: this.#path,
      variables: this.#variables,
      timeout: TIMEOUT_MS,
      locks: [],
    };
    const tool = Tool.find(name, surroundings);
    if (!tool) throw new Error(`${name} is not in PATH: this host has no Pacemaker`);
    return tool;
  }
}
