/** Queueing disciplines and traffic filters that lose packets (tc(8)). */
import { messageOf } from '../../ocf/refusal.ts';
import { TC_EGRESS, TC_INGRESS, type TrafficFilter } from '../../wire/tcmsg.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { type Facts, type Holder, lowerLinks } from '../facts/facts.ts';

const HALF = 0.5;
/** Kinds of filters that have further conditions. */
function selectiveKinds(): readonly string[] {
  return ['u32', 'flower', 'basic', 'bpf', 'fw'];
}

export function checkTrafficControl(facts: Facts, { on }: Holder, diagnosis: Diagnosis): void {
  const { view } = facts;
  for (const { link } of [on, ...lowerLinks(facts, on)]) {
    try {
      const own = view.queueing().filter(({ index }) => index === link.index);
      for (const { kind, loss } of own) {
        if (kind === 'netem' && loss > 0) reportLoss(link.name, loss, diagnosis);
      }
      if (!own.some(({ kind }) => kind === 'clsact' || kind === 'ingress')) continue;
      report(link.name, 'ingress', view.trafficFilters(link.index, TC_INGRESS), diagnosis);
      report(link.name, 'egress', view.trafficFilters(link.index, TC_EGRESS), diagnosis);
    } catch (error) {
      diagnosis.cannotLookAt(`traffic control of ${link.name}`, messageOf(error));
    }
  }
}

function reportLoss(name: string, loss: number, diagnosis: Diagnosis): void {
  const percent = Math.round(loss * 1000) / 10;
  diagnosis.add({
    cause: 'traffic-control',
    likelihood: loss >= HALF ? 'certain' : 'likely',
    summary: `${name} loses ${percent} % of the packets that it sends (netem)`,
    seen: [`tc qdisc show dev ${name}: netem loss ${percent}%`],
    advice: [`tc qdisc delete dev ${name} root`],
  });
}

function report(
  name: string,
  side: string,
  filters: readonly TrafficFilter[],
  diagnosis: Diagnosis,
): void {
  for (const { kind, preference, drops } of filters) {
    const isOpaque = kind === 'bpf';
    if (!drops && !isOpaque) continue;
    const isSelective = selectiveKinds().includes(kind);
    diagnosis.add({
      cause: isOpaque ? 'xdp' : 'traffic-control',
      likelihood: isOpaque ? 'hint' : isSelective ? 'likely' : 'certain',
      summary: isOpaque
        ? `a BPF program sees the packets of ${name} (${side}), and may drop them`
        : `a traffic filter of ${name} drops ${isSelective ? 'some' : 'all'} packets (${side})`,
      seen: [`tc filter show dev ${name} ${side}: pref ${preference} ${kind}`],
      advice: [
        `tc filter show dev ${name} ${side}`,
        `tc filter delete dev ${name} ${side} pref ${preference}`,
      ],
    });
  }
}
