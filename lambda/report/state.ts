import { closedRegions, failedRegions, type Report } from '../core/report';
import { closedRegions as closedSentence } from '../core/wording/regions';
import { count } from '../core/wording/sentence';
import { minuteOf } from '../core/wording/time';
import { PREFIX } from '../core/policy/short-name';
import type { Length } from './length';
import { modeOf, tally } from './sentences';
import { bare, HEAD, list, oneLine, wordsOf, wrap, wrapText, type Page } from './text';

interface StateOptions {
  readonly page?: Page;
  /** A number instead of many names of Regions; `shortest`: of those that are closed too. */
  readonly length?: Length;
  /** Whether a question shows it. */
  readonly isPreview?: boolean;
}

/** More Regions than this are a number where it has to be brief. */
const MOST_REGIONS = 4;

/** The lines of state: which account, in which mode, when, where, and counts that add up. */
export function stateLines(
  report: Report,
  { page, length = 'whole', isPreview = false }: StateOptions,
): readonly string[] {
  return [
    ...wrap(place(report, length), HEAD, page),
    ...wrap(circumstances(report, isPreview), HEAD, page),
    ...wrap(counts(report), bare(0), page),
    ...regionLines(report, length).flatMap((line) => wrapText(line, HEAD, page)),
  ];
}

/** `In acme-prod (111122223333), Tier=web, eu-west-1 us-east-1, 2026-11-22 06:00 UTC`. */
function place(
  { account, accountName, scope, regions, startedAt }: Report,
  length: Length,
): readonly string[] {
  const name = accountName === undefined ? `Account ${account},` : `In ${accountName} (${account}),`;
  const values = length === 'whole' ? scope.tagValues : few(scope.tagValues);
  const tag = `${scope.tagKey}=${values.join(' or ')},`;
  const named = length === 'whole' ? scope.only : scope.only && few(scope.only);
  const only = named === undefined ? '' : `only ${named.join(' ')},`;
  const looked = regions.filter(({ status }) => status !== 'closed').map(({ region }) => region);
  const where =
    length !== 'whole' && looked.length > MOST_REGIONS ? count(looked.length, 'Region') : looked.join(' ');
  const words = [only, `${where},`].flatMap((each) => wordsOf(oneLine(each)));
  return [oneLine(name), oneLine(tag), ...words, `${minuteOf(startedAt)} UTC`];
}

/** `DRY RUN, run 20261122T060000Z-3f9c; policies without "ELBSecurityPolicy-"`. */
function circumstances(report: Report, isPreview: boolean): readonly string[] {
  const { mode, target, runId } = report;
  const { title, how: toApply } = modeOf(report, isPreview);
  const how = report.totals.planned > 0 ? toApply : undefined;
  // What is not the default is said; an undo has no target.
  const aim = mode === 'undo' || target === 'recommended' ? [] : [`target ${target},`];
  const names = namesAPolicy(report) ? [`policies without "${PREFIX}"`] : [];
  const run = `run ${runId}${names.length === 0 ? '' : ';'}`;
  return [...wordsOf(`${title}${how === undefined ? '' : ` ${how}`},`), ...aim, run, ...names].map(oneLine);
}

/** Without their common prefix, which is said once, if any is named. */
function namesAPolicy({ listeners }: Report): boolean {
  return listeners.some(
    ({ outcome, from, to }) => outcome !== 'compliant' && [from, to].some((name) => name?.startsWith(PREFIX)),
  );
}

function counts(report: Report): readonly string[] {
  const { listeners, loadBalancers } = report.totals;
  // Where there are none, the load balancers show that something was found at all.
  const on = listeners === 0 ? ` on ${count(loadBalancers, 'load balancer')}` : '';
  const what = `${count(listeners, 'TLS listener')}${on}:`;
  return [
    ...wordsOf(what),
    ...tally(report).map((each, index, all) => (index < all.length - 1 ? `${each},` : each)),
  ];
}

/** Regions that the counts leave out. */
function regionLines(report: Report, length: Length): readonly string[] {
  const failed = failedRegions(report).map(({ region }) => region);
  const closed = closedRegions(report).map(({ region }) => region);
  return [
    ...(failed.length === 0 ? [] : [`Not read: ${list(failed)}. So these numbers are not complete.`]),
    ...(closed.length === 0 ? [] : [length === 'shortest' ? closedBriefly(closed) : closedSentence(closed)]),
  ];
}

function closedBriefly(names: readonly string[]): string {
  const [first = ''] = names;
  return `${count(names.length, 'Region')} closed by a service control policy (${first}${names.length > 1 ? ', ...' : ''}).`;
}

/** As many as a short mail has room for. */
function few(names: readonly string[]): readonly string[] {
  return names.length > 2 ? [...names.slice(0, 1), `${names.length - 1} others`] : names;
}
