import { DAY, HOUR } from './clock';
import type { Environment } from './product';
import type { Random } from './random';

/** How the function is deployed in a story, as the observer understands it: read from nothing of the product's. */
export interface Deployment {
  readonly regions: readonly string[];
  /** Nobody has named them: REGIONS is `all`. */
  readonly isOfAll: boolean;
  readonly isDry: boolean;
  readonly limit: number | null;
  readonly waves: { readonly key: string; readonly order: readonly string[]; readonly soak: number } | null;
  /** Open on these hours of each day (UTC), `null`: always. */
  readonly window: { readonly opens: number; readonly closes: number } | null;
  /** The end of the last frozen day. */
  readonly frozenUntil: number;
  readonly watch: { readonly minutes: number; readonly autoUndo: boolean } | null;
  readonly findBy: 'index' | 'scan';
  /** A run in which nothing needs anybody sends no digest, but once a week. */
  readonly isQuiet: boolean;
  /** What owners do wakes a sweep of what they did it to. */
  readonly hearsCalls: boolean;
  /** Hours of the day at which a sweep is due. */
  readonly hours: readonly number[];
}

export const WAVES = ['dev', 'staging'] as const;

export function deploymentOf(random: Random, start: number): Deployment {
  return {
    regions: random.chance(0.4) ? ['eu-west-1', 'us-east-1'] : ['eu-west-1'],
    isOfAll: random.fork('all').chance(0.7),
    isDry: random.chance(0.03),
    limit: random.chance(0.5) ? random.between(1, 3) : null,
    waves: random.chance(0.5) ? { key: 'Env', order: WAVES, soak: random.pick([20, 24, 40]) * HOUR } : null,
    window: random.chance(0.25) ? { opens: 5, closes: random.pick([7, 8, 12, 19]) } : null,
    frozenUntil: random.chance(0.15) ? start + random.between(1, 4) * DAY : start,
    watch: random.chance(0.6) ? { minutes: random.pick([30, 60, 180]), autoUndo: random.chance(0.6) } : null,
    findBy: random.chance(0.25) ? 'scan' : 'index',
    hours: random.chance(0.3) ? [6, 18] : [6],
    isQuiet: random.fork('digest').chance(0.4),
    hearsCalls: random.fork('calls').chance(0.4),
  };
}

/** Nothing holds a change back any more: what the calm at the end is judged by. */
export function opened(deployment: Deployment): Deployment {
  return { ...deployment, isDry: false, limit: null, waves: null, window: null, frozenUntil: 0 };
}

const pad = (hour: number): string => String(hour).padStart(2, '0');

export function environmentOf(deployment: Deployment): Environment {
  const { limit, waves, window, watch, frozenUntil } = deployment;
  return {
    TAG_KEY: 'Tier',
    TAG_VALUES: 'web',
    REGIONS: deployment.isOfAll ? 'all' : deployment.regions.join(),
    DRY_RUN: String(deployment.isDry),
    FIND_BY: deployment.findBy,
    DIGEST_WHEN: deployment.isQuiet ? 'attention' : 'always',
    TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:digest',
    RECORD_BUCKET: 'elb-tls-records',
    MAX_CHANGES: limit === null ? '' : String(limit),
    ...(waves === null
      ? {}
      : {
          WAVE_TAG_KEY: waves.key,
          WAVE_ORDER: waves.order.join(),
          WAVE_SOAK: String(waves.soak / HOUR),
        }),
    CHANGE_WINDOW: window === null ? '' : `MON-SUN ${pad(window.opens)}:00-${pad(window.closes)}:00 UTC`,
    FREEZE_UNTIL: frozenUntil === 0 ? '' : new Date(frozenUntil - 1).toISOString().slice(0, 10),
    WATCH: String(watch?.minutes ?? 0),
    ROLE_PREFIX: 'arn:aws:iam::111122223333:role',
    WATCH_ROLE: 'watch',
    AUTO_UNDO: String(watch?.autoUndo ?? false),
  };
}
