/** Metrics in the text format of Prometheus (version 0.0.4). */

export type Labels = Readonly<Record<string, string>>;

export class Exposition {
  readonly #lines: string[] = [];

  /**
   * Adds a gauge with its samples; nothing if there are none.
   * @param help one sentence without a full stop
   */
  gauge(name: string, help: string, samples: readonly Sample[]): void {
    const seen = new Set<string>();
    const lines: string[] = [];
    for (const { labels, value } of samples) {
      const series = `${name}${labelText(labels)}`;
      // The text format does not allow a series twice.
      if (seen.has(series)) continue;
      seen.add(series);
      lines.push(`${series} ${value}`);
    }
    if (lines.length === 0) return;
    this.#lines.push(`# HELP ${name} ${escapedHelp(help)}.`, `# TYPE ${name} gauge`);
    for (const line of lines) this.#lines.push(line);
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** `{ip="192.0.2.10",resource="vip"}`; a label with an empty value is the same as none. */
function labelText(labels: Labels): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(labels)) {
    if (value !== '') pairs.push(`${name}="${escapedLabel(value)}"`);
  }
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapedLabel(value: string): string {
  return escapedHelp(value).split('"').join('\\"');
}

function escapedHelp(text: string): string {
  return text.split('\\').join('\\\\').split('\n').join('\\n');
}
