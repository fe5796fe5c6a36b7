/** The output of `floatip doctor`. */
import type { Style } from '../cli/style.ts';
import { oneLine } from '../ocf/quote.ts';
import type { Diagnosis, Finding, Likelihood } from './diagnosis.ts';
import type { Facts } from './facts/facts.ts';

/** The output of `doctor --json`, in this order. */
export interface DoctorReport {
  readonly ip: string;
  /** Where the address is, or should be. */
  readonly interface: string | undefined;
  /** The likeliest first. */
  readonly findings: readonly Finding[];
  /** No faults by themselves. */
  readonly hints: readonly Finding[];
  readonly well: readonly string[];
  readonly notLookedAt: readonly string[];
}

export function doctorReport({ ip, place }: Facts, diagnosis: Diagnosis): DoctorReport {
  const findings: Finding[] = [];
  const hints: Finding[] = [];
  for (const finding of diagnosis.findings()) {
    (finding.likelihood === 'hint' ? hints : findings).push(cleaned(finding));
  }
  return {
    ip: ip.text,
    interface: place === undefined ? undefined : oneLine(place.link.name),
    findings,
    hints,
    well: lines(diagnosis.well),
    notLookedAt: lines(diagnosis.notLookedAt),
  };
}

/** Names of interfaces, chains and resources are untrusted: each text is one line. */
function cleaned({ cause, likelihood, summary, seen, advice }: Finding): Finding {
  return {
    cause,
    likelihood,
    summary: oneLine(summary),
    seen: lines(seen),
    advice: lines(advice),
  };
}

function lines(texts: readonly string[]): string[] {
  return texts.map((text: string) => oneLine(text));
}

function wordsFor(): Readonly<Record<Likelihood, string>> {
  return {
    certain: 'certain',
    likely: 'likely',
    possible: 'possible',
    hint: 'note',
  };
}
/** The width of the longest word, and a space. */
const WIDTH = 9;
const INDENT = '   ';

export function doctorText(report: DoctorReport, style: Style): string {
  const { ip, findings, hints, well, notLookedAt } = report;
  const text: string[] = [];
  if (findings.length === 0) {
    text.push(
      style.good(`Nothing on this host keeps clients from ${ip}, as far as it can be seen.`),
    );
  } else {
    text.push(style.strong(`Why ${ip} may not be reached, the likeliest cause first:`));
  }
  let number = 0;
  for (const finding of findings) {
    number++;
    text.push('');
    text.push(...findingLines(finding, `${number}.`, style));
  }
  if (hints.length > 0) {
    text.push('', style.strong('Not wrong by itself, but worth knowing:'));
    for (const hint of hints) {
      text.push('');
      text.push(...findingLines(hint, '-', style));
    }
  }
  if (well.length > 0) text.push('', style.strong('Checked and well:'));
  for (const line of well) text.push(`${INDENT}${style.good('ok')} ${line}`);
  if (notLookedAt.length > 0) text.push('', style.strong('Not looked at:'));
  for (const line of notLookedAt) text.push(`${INDENT}${line}`);
  text.push('', style.faint('Nothing was changed.'), '');
  return text.join('\n');
}

function findingLines(
  { likelihood, summary, seen, advice }: Finding,
  mark: string,
  style: Style,
): string[] {
  const word = wordsFor()[likelihood];
  const shown = likelihood === 'hint' ? '' : `${style.bad(word)}${' '.padEnd(WIDTH - word.length)}`;
  return [
    `${mark.padEnd(INDENT.length)}${shown}${summary}`,
    ...column('seen', seen, style),
    ...column('do', advice, style),
  ];
}

function column(name: string, texts: readonly string[], style: Style): string[] {
  let isFirst = true;
  const result: string[] = [];
  for (const text of texts) {
    const head = isFirst ? name : '';
    isFirst = false;
    result.push(`${INDENT}${style.faint(head.padEnd(WIDTH))}${text}`);
  }
  return result;
}
