import { workgroupNamed } from '../core/impact/athena/place';
import { ANY, type ImpactSettings, type ImpactThreshold } from '../core/rollout';
import { UserError } from '../core/user-error';

/** Connection logs of longer ago are seldom kept, and say little of today. */
const MOST_DAYS = 30;

/** What of the window holds a move, as text: environment variables or flags, whichever door it comes in by. */
export interface ImpactTexts {
  readonly days: string;
  readonly threshold: string;
  /** Left out: the run reads a sample itself. */
  readonly workgroup?: string | undefined;
}

/**
 * @param nameOf what a text is called where its user wrote it
 * @throws UserError for a text that cannot be read
 */
export function parseImpact(
  { days, threshold, workgroup }: ImpactTexts,
  nameOf: (key: keyof ImpactTexts) => string,
): ImpactSettings {
  if (!/^\d{1,2}$/.test(days) || Number(days) < 1 || Number(days) > MOST_DAYS)
    throw new UserError(`${nameOf('days')} got "${days}"; use a whole number of days from 1 to ${MOST_DAYS}`);
  return {
    days: Number(days),
    threshold: parseThreshold(threshold, nameOf('threshold')),
    workgroup: workgroup === undefined ? null : workgroupNamed(workgroup, nameOf('workgroup')),
  };
}

function parseThreshold(text: string, source: string): ImpactThreshold {
  if (text === 'any') return ANY;
  const [, number, decimals = '', percent] = /^(\d{1,6})(\.\d{1,3})?(%)?$/.exec(text) ?? [];
  const most = Number(`${number}${decimals}`);
  if (percent !== undefined && most <= 100) return { kind: 'share', most: most / 100 };
  if (percent === undefined && number !== undefined && decimals === '') return { kind: 'handshakes', most };
  throw new UserError(
    `${source} got "${text}"; use any, a number of handshakes (100), or a share of them (0.1%)`,
  );
}

/** The texts of one variable, `7 any` or `7 any WORKGROUP`: Lambda's variables have little room ([LAM-env]). Empty: nothing is looked at. */
export function impactFrom(text: string, source: string): ImpactSettings | null {
  if (text === '') return null;
  const [days = '', threshold = '', ...workgroup] = text.split(/\s+/);
  return parseImpact(
    { days, threshold, workgroup: workgroup.length === 0 ? undefined : workgroup.join(' ') },
    () => source,
  );
}
