/** Between which rates a pace is learnt, in calls a second. Where all three are the same it is fixed. */
export interface Span {
  /** It is never slower. Whoever shares the bucket may take all of it, and a run has to go on. */
  readonly least: number;
  /** Where it starts. */
  readonly first: number;
  /** It is never faster. */
  readonly most: number;
}

/** What is known of a limit by now. */
export interface LearntRate {
  readonly perSecond: number;
  /** About the rate at which AWS throttles; `null` while it has not, or not near the present rate. */
  readonly throttledAt: number | null;
}

/** Climbing where nothing is known: twofold in 0.7 seconds, fivefold in 1.6. */
const CLIMB = 1;
/** Near the place of the last throttle: two per cent of it a second. */
const CREEP = 0.02;
/** So far above the place of the last throttle, that place says nothing any more. */
const OUTGROWN = 1.5;
/** What is left of the rate after a throttle; so in TCP's CUBIC (RFC 9438), and in the SDK's own adaptive mode. */
const BACK_OFF = 0.7;

export function firstRate({ first }: Span): LearntRate {
  return { perSecond: first, throttledAt: null };
}

/**
 * A call that had to wait for its turn went through. Rates are per second and so are the steps, but a step is made for
 * each call: `perSecond` of them come in a second.
 *
 * With buckets as AWS has them (four seconds of refill deep) creeping never outgrows a limit that still holds: what is
 * saved up on the way to it carries the rate to 1.4 times the limit, and no further.
 */
export function afterSuccess({ perSecond, throttledAt }: LearntRate, { most }: Span): LearntRate {
  const known = throttledAt !== null && perSecond < throttledAt * OUTGROWN ? throttledAt : null;
  const step = known === null ? CLIMB : (CREEP * known) / perSecond;
  return { perSecond: Math.min(most, perSecond + step), throttledAt: known };
}

/**
 * The place that is remembered moves half way to the latest. A second throttle right after the first is often its echo (calls
 * that were on their way have emptied the bucket) and came at a rate that was lowered already.
 */
export function afterThrottle({ perSecond, throttledAt }: LearntRate, { least }: Span): LearntRate {
  const known = throttledAt === null ? perSecond : (throttledAt + perSecond) / 2;
  return { perSecond: Math.max(least, perSecond * BACK_OFF), throttledAt: known };
}
