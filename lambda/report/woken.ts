import { loadBalancerNameOf } from '../core/listener-id';
import type { Report } from '../core/report';
import type { Touch, Wake } from '../core/wake/wake';
import { count } from '../core/wording/sentence';
import { minuteOf } from '../core/wording/time';
import type { Length } from './length';
import { HEAD, oneLine, wordsOf, wrap, type Page } from './text';

/** As many calls are named; the record has all. */
const MOST_WAKES = 3;

/** Who made the calls that woke a sweep, and from where. */
export function wokenLines(
  { wokenBy = [] }: Pick<Report, 'wokenBy'>,
  { page, length = 'whole' }: { readonly page?: Page | undefined; readonly length?: Length },
): readonly string[] {
  const most = length === 'whole' ? MOST_WAKES : 1;
  const more = wokenBy.length - most;
  return [
    ...wokenBy.slice(0, most).flatMap((wake) => wrap(wordsOf(oneLine(wakeText(wake))), HEAD, page)),
    ...(more > 0 ? [`And by ${count(more, 'other call')}; the record has all.`] : []),
  ];
}

/** `Woken by ModifyListener on shop, 2026-11-27 07:40 UTC, by arn:..., from 198.51.100.7 with aws-cli/2.31.0`. */
function wakeText(wake: Wake): string {
  return `Woken by ${wake.call} on ${loadBalancerNameOf(wake.loadBalancer)}, ${touchText(wake)}`;
}

/** `2026-11-27 07:40 UTC, by arn:..., from 198.51.100.7 with aws-cli/2.31.0`. */
export function touchText({ at, times, by, from, userAgent }: Touch): string {
  const often = times === 1 ? '' : `${times} times, the last `;
  const place = from === null ? '' : `, from ${from}`;
  // What comes behind the first word are versions of libraries.
  const [tool] = userAgent?.split(' ') ?? [];
  const means = tool === undefined || tool === from ? '' : ` with ${tool}`;
  return `${often}${minuteOf(at)} UTC, by ${by}${place}${means}`;
}
