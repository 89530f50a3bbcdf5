/** Some of a metric, at one moment. */
export interface MetricPoint extends MetricName {
  readonly at: Date;
  /** Above 0: the metrics that this is about are only reported then. */
  readonly value: number;
}

/** What AWS says of the metrics of a load balancer instead of a whole answer. */
export interface MetricTrouble {
  /** A value of a dimension: those that have it are concerned. `null`: the call as a whole, and nobody in particular. */
  readonly dimension: string | null;
  readonly statusCode: 'Complete' | 'InternalError' | 'PartialData' | 'Forbidden';
  readonly message?: { readonly code: string; readonly value: string };
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
  readonly #troubles: MetricTrouble[] = [];

  add({ at, value, ...name }: MetricPoint): void {
    const minute = floorToMinute(at.getTime());
    if (!Number.isFinite(minute)) throw new Error('at has to be a valid date');
    if (!(value > 0)) throw new Error(`value has to be above 0, as only that is reported: got ${value}`);
    const minutes = this.#metrics.get(keyOf(name)) ?? new Map<number, number>();
    this.#metrics.set(keyOf(name), minutes.set(minute, (minutes.get(minute) ?? 0) + value));
  }

  trouble(trouble: MetricTrouble): void {
    this.#troubles.push(trouble);
  }

  /** What goes wrong with one metric, or with the call as a whole (`null`). */
  troubleOf(name: MetricName | null): MetricTrouble | undefined {
    const values: readonly (string | null)[] = name === null ? [null] : Object.values(name.dimensions);
    return this.#troubles.find(({ dimension }) => values.includes(dimension));
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
