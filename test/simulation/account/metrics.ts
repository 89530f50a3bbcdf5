import { MINUTE } from '../clock';

/** Failed TLS handshakes: a few scanners everywhere and always, and spikes. */

export interface Spike {
  readonly arn: string;
  readonly from: number;
  readonly until: number;
  readonly perMinute: number;
}

/** Scanners fail on every load balancer, so many a minute. */
const USUAL = 0.2;

export class Metrics {
  readonly spikes: Spike[] = [];

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
  ): ReadonlyMap<string, number> {
    return new Map(loadBalancers.map(({ arn }) => [arn, this.count(arn, period)]));
  }
}

function overlap(
  { from, until }: { readonly from: number; readonly until: number },
  { start, end }: { readonly start: number; readonly end: number },
): number {
  return Math.max(0, Math.min(until, end) - Math.max(from, start));
}
