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
  /** The rate at which AWS throttled; `null` while it has not, or not near the present rate. */
  readonly throttledAt: number | null;
}

/** Climbing where nothing is known: half as fast again each second, so a fivefold rate takes three and a half. */
const CLIMB = 0.5;
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

export function afterThrottle({ perSecond }: LearntRate, { least }: Span): LearntRate {
  return { perSecond: Math.max(least, perSecond * BACK_OFF), throttledAt: perSecond };
}
