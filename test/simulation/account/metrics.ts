import { MINUTE } from '../clock';
import type { Random } from '../random';

/** Failed TLS handshakes: a few scanners everywhere and always, and spikes. */

export interface Spike {
  readonly arn: string;
  readonly from: number;
  readonly until: number;
  readonly perMinute: number;
}

/** What CloudWatch answers for one load balancer. */
export type Answer = number | { readonly code: string; readonly message: string };

/** Scanners fail on every load balancer, so many a minute. */
const USUAL = 0.2;

export class Metrics {
  readonly spikes: Spike[] = [];

  constructor(
    private readonly random: Random,
    /** How often an answer is incomplete for a load balancer. */
    private readonly gaps: number,
  ) {}

  count(arn: string, { start, end }: { readonly start: number; readonly end: number }): number {
    const spikes = this.spikes
      .filter((spike) => spike.arn === arn)
      .map(({ from, until, perMinute }) => (perMinute * overlap({ from, until }, { start, end })) / MINUTE);
    const usual = (USUAL * Math.max(0, end - start)) / MINUTE;
    return Math.round(spikes.reduce((sum, one) => sum + one, usual));
  }

  countsOf(
    loadBalancers: readonly { readonly arn: string }[],
    period: { readonly start: number; readonly end: number },
  ): ReadonlyMap<string, Answer> {
    return new Map(
      loadBalancers.map(({ arn }) => [
        arn,
        this.random.chance(this.gaps)
          ? { code: 'PartialData', message: 'the metric is not whole (simulated)' }
          : this.count(arn, period),
      ]),
    );
  }
}

function overlap(
  { from, until }: { readonly from: number; readonly until: number },
  { start, end }: { readonly start: number; readonly end: number },
): number {
  return Math.max(0, Math.min(until, end) - Math.max(from, start));
}
