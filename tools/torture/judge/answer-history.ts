export interface Answer {
  readonly host: string;
  readonly time: number;
}

/** The answers for one address: the last one of each host, and the one to the last question of each client. */
export class AnswerHistory {
  readonly #times = new Map<string, number>();
  /** By client; undefined: its last question has no answer yet. */
  readonly #toClients = new Map<string, Answer | undefined>();

  note(host: string, time: number): void {
    // The order of a Map is that of insertion: the last one is the last to have answered.
    this.#times.delete(host);
    this.#times.set(host, time);
  }

  last(host: string): number | undefined {
    return this.#times.get(host);
  }

  /** The last other host that has answered after the host. */
  answeredSince(host: string): Answer | undefined {
    const own = this.#times.get(host) ?? Number.NEGATIVE_INFINITY;
    const others = [...this.#times].filter(([name, time]) => name !== host && time >= own);
    const [name, time] = others.at(-1) ?? [];
    return name === undefined || time === undefined ? undefined : { host: name, time };
  }

  /** A client has asked all hosts. */
  ask(client: string): void {
    this.#toClients.set(client, undefined);
  }

  /** Returns the answer of another host to the same question. */
  answerTo(client: string, answer: Answer): Answer | undefined {
    if (!this.#toClients.has(client)) return undefined;
    const first = this.#toClients.get(client);
    if (first === undefined) this.#toClients.set(client, answer);
    return first && first.host !== answer.host ? first : undefined;
  }
}
