/** Some of a metric, at one moment. */
export interface MetricPoint extends MetricName {
  readonly at: Date;
  /** Above 0: the metrics that this is about are only reported then. */
  readonly value: number;
}

/** A metric is known by all of these: the same name with other dimensions is another metric. */
export interface MetricName {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** In milliseconds; the end is not part of it. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly period: number;
}

export const MINUTE = 60_000;

/** The metrics of a Region, kept to the minute. */
export class Metrics {
  readonly #metrics = new Map<string, Map<number, number>>();

  add({ at, value, ...name }: MetricPoint): void {
    const minute = floorToMinute(at.getTime());
    if (!Number.isFinite(minute)) throw new Error('at has to be a valid date');
    if (!(value > 0)) throw new Error(`value has to be above 0, as only that is reported: got ${value}`);
    const minutes = this.#metrics.get(keyOf(name)) ?? new Map<number, number>();
    this.#metrics.set(keyOf(name), minutes.set(minute, (minutes.get(minute) ?? 0) + value));
  }

  /** `[when the period starts, sum]`, oldest first. A period in which nothing was reported is not there. */
  sums(name: MetricName, { start, end, period }: Stretch): readonly (readonly [number, number])[] {
    const sums = new Map<number, number>();
    for (const [minute, value] of this.#metrics.get(keyOf(name)) ?? []) {
      if (minute < start || minute >= end) continue;
      const from = start + Math.floor((minute - start) / period) * period;
      sums.set(from, (sums.get(from) ?? 0) + value);
    }
    return [...sums].toSorted(([a], [b]) => a - b);
  }
}

export function floorToMinute(time: number): number {
  return Math.floor(time / MINUTE) * MINUTE;
}

function keyOf({ namespace, metricName, dimensions }: MetricName): string {
  const sorted = Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, metricName, sorted]);
}
