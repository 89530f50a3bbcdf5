import { HOUR, MINUTE, SECOND } from './clock';
import type { Random } from './random';

/** What goes wrong with a call, and how often: fine days, bad ones, and storms over one service of one Region. */

export type Fault =
  /** Refused for good, for now, or as nonsense. */
  | 'denied'
  | 'internal'
  | 'invalid'
  | 'throttled'
  /** Refused for as long as the organisation closes the Region. */
  | 'closed'
  /** Never answered. */
  | 'hang'
  /** Answered with 200, and nothing was done. */
  | 'ignored'
  /** Done, and the answer was lost. */
  | 'answer-lost'
  /** Done up to 50 seconds later; after 30 the caller stops waiting. */
  | 'late';

export interface Call {
  readonly service: 'elb' | 'tags' | 's3' | 'sns' | 'sts' | 'metrics' | 'scheduler';
  readonly action: string;
  readonly region: string;
  readonly target: string;
  readonly isWrite: boolean;
}

interface Storm {
  readonly from: number;
  readonly until: number;
  readonly service: Call['service'];
  readonly region: string;
  readonly fault: Fault;
  readonly probability: number;
}

/** For some days the organisation closes a Region to the account. */
interface Closing {
  readonly region: string;
  readonly from: number;
  readonly until: number;
}

export interface Climate {
  /** The share of calls that fail on any day. */
  readonly rate: number;
  /** Storms in a story. */
  readonly storms: number;
}

const ANY_DAY: readonly Fault[] = ['denied', 'internal', 'invalid', 'throttled', 'answer-lost', 'late'];

/** Load balancers that AWS always refuses to change, as a service control policy does. */
export type Refused = ReadonlySet<string>;

export class Weather {
  private readonly storms: readonly Storm[];
  private readonly closing: Closing | null;
  /** Nothing goes wrong after it. */
  calmFrom = Number.POSITIVE_INFINITY;

  constructor(
    private readonly random: Random,
    private readonly climate: Climate,
    days: { readonly from: number; readonly until: number; readonly regions: readonly string[] },
  ) {
    this.storms = Array.from({ length: climate.storms }, () => stormOf(random, days));
    this.closing = closingOf(random.fork('closing'), days);
  }

  /** What happens to this call; `null`: nothing bad. */
  faultFor(call: Call, now: number): Fault | null {
    if (now >= this.calmFrom) return null;
    if (this.isClosed(call, now)) return 'closed';
    const fault = this.stormOver(call, now) ?? this.usual();
    // A read cannot be done without effect, and nobody asks twice who they are.
    if (fault === 'ignored' && !(call.isWrite && call.service === 'elb')) return null;
    return call.service === 'sts' && fault !== 'throttled' ? null : fault;
  }

  /** Whether a Region was closed at any moment of this time. */
  wasClosed(region: string, from: number, until: number): boolean {
    return (
      region === this.closing?.region &&
      this.closing.from < Math.min(until, this.calmFrom) &&
      this.closing.until > from
    );
  }

  /** A Region deny leaves those open that answer in the home Region alone: records, messages, schedules. */
  private isClosed({ service, region }: Call, now: number): boolean {
    if (this.closing === null || service === 'sts' || region !== this.closing.region) return false;
    return this.closing.from <= now && now < this.closing.until;
  }

  /** How long a call is under way, there or back. */
  latency(): number {
    return this.random.between(15, 120);
  }

  /** How long a late call takes to arrive. */
  delay(): number {
    return this.random.between(2, 50) * SECOND;
  }

  private stormOver({ service, region }: Call, now: number): Fault | null {
    const storm = this.storms.find(
      (one) => one.from <= now && now < one.until && one.service === service && one.region === region,
    );
    return storm !== undefined && this.random.chance(storm.probability) ? storm.fault : null;
  }

  private usual(): Fault | null {
    if (!this.random.chance(this.climate.rate)) return null;
    if (this.random.chance(0.05)) return 'hang';
    return this.random.chance(0.1) ? 'ignored' : this.random.pick(ANY_DAY);
  }
}

/** The first Region is the function's own, which an organisation that lets it run there does not close. */
function closingOf(
  random: Random,
  {
    from,
    until,
    regions,
  }: { readonly from: number; readonly until: number; readonly regions: readonly string[] },
): Closing | null {
  const [, region] = regions;
  if (region === undefined || !random.chance(0.4)) return null;
  const start = random.between(from, until);
  return { region, from: start, until: start + random.between(6, 120) * HOUR };
}

function stormOf(
  random: Random,
  {
    from,
    until,
    regions,
  }: { readonly from: number; readonly until: number; readonly regions: readonly string[] },
): Storm {
  const start = random.between(from, until);
  const length = random.chance(0.5) ? random.between(1, 30) * MINUTE : random.between(1, 30) * HOUR;
  return {
    from: start,
    until: start + length,
    service: random.pick(['elb', 'elb', 'elb', 's3', 's3', 'tags', 'sns', 'metrics', 'scheduler'] as const),
    region: random.pick(regions),
    fault: random.pick(['denied', 'throttled', 'internal', 'hang', 'late'] as const),
    probability: random.pick([0.3, 0.9, 1]),
  };
}
