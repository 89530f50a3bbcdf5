import { UserError } from './core/user-error';
import { batchIdOf, readBatch, type QueuedCall } from './batch';

/** What an event asks the function for. No event can make a dry function write. */
export type Asked = { readonly dryRun: boolean } & (
  | { readonly kind: 'sweep' }
  /** The dry run that the stack starts; `tries` counts how often it was asked for, this time too. */
  | { readonly kind: 'first-run'; readonly tries: number }
  /** A look at what a run has changed; `report`: as this version of its report has it, which the run wrote itself. */
  | { readonly kind: 'watch'; readonly runId: string; readonly report: string | null }
  /** `entries`: their numbers in the digest of the run; `null`: all that it changed. */
  | { readonly kind: 'undo'; readonly runId: string; readonly entries: readonly number[] | null }
  /** A look at what calls to AWS have touched: a batch of the queue that their events go to. */
  | { readonly kind: 'calls'; readonly messages: readonly QueuedCall[] }
);

const WORDS = ['dryRun', 'firstRun', 'watch', 'report', 'undo', 'entries'] as const;

/**
 * What else an event may have at its top: the input of the schedule, and what EventBridge puts around an event that it
 * sends ([EB-env]). Anything else was meant to say something.
 */
const OTHERS = new Set([
  'scheduledTime',
  'version',
  'id',
  'detail-type',
  'source',
  'account',
  'time',
  'region',
  'resources',
  'detail',
]);

/** Those that alone make an event more than a sweep; `entries` and `report` are words of many. */
const TELLING = new Set<string>(['dryRun', 'firstRun', 'watch', 'undo']);

/**
 * Reads an event. One without these words runs a sweep. Words in any case, and with `-`, `_` or spaces between them;
 * nested, twice, in a text, or with a value that cannot be understood they are refused, and so is any other key that
 * neither the schedule nor EventBridge sends: an event that was meant to be dry, or for one entry, must not do more.
 *
 * A batch of a queue is looked into no further: what people call their tags, and themselves, is no word of ours.
 *
 * @throws UserError for an event that cannot be understood
 */
export function readEvent(event: unknown): Asked {
  const messages = readBatch(event);
  if (messages !== null) return { kind: 'calls', dryRun: false, messages };
  const words = wordsIn(event);
  if (words.nested.length > 0)
    throw refused(`"${words.nested[0]}" inside something else`, 'put it at the top of an object');
  const [unknown] = unknownIn(event);
  if (unknown !== undefined)
    throw refused(
      `an unknown word, ${JSON.stringify(unknown)}`,
      'use dryRun, watch, report, undo, entries or firstRun, or {} for a run',
    );
  const { dryRun, firstRun, watch, report, undo, entries } = words.top;
  const isDry = dryRun === undefined ? false : booleanOf(dryRun);
  if (firstRun !== undefined && [watch, report, undo, entries].some((word) => word !== undefined))
    throw refused('firstRun and more', 'ask for one thing');
  // It is dry whatever else the event says.
  if (firstRun !== undefined) return { kind: 'first-run', dryRun: true, tries: triesOf(firstRun) };
  if (watch !== undefined && undo !== undefined) throw refused('watch and undo', 'ask for one of the two');
  if (entries !== undefined && undo === undefined)
    throw refused('entries without undo', 'say which run: undo');
  if (report !== undefined && watch === undefined)
    throw refused('report without watch', 'say which run: watch');
  if (watch !== undefined) {
    const version = report === undefined ? null : versionOf(report);
    return { kind: 'watch', dryRun: isDry, runId: runIdOf('watch', watch), report: version };
  }
  if (undo === undefined) return { kind: 'sweep', dryRun: isDry };
  return {
    kind: 'undo',
    dryRun: isDry,
    runId: runIdOf('undo', undo),
    entries: entries === undefined ? null : numbersOf(entries),
  };
}

interface Words {
  readonly top: Readonly<Partial<Record<(typeof WORDS)[number], unknown>>>;
  /** As they were written. */
  readonly nested: readonly string[];
}

function wordsIn(event: unknown): Words {
  const top: Partial<Record<(typeof WORDS)[number], unknown>> = {};
  // A text or a list has no top that a word could stand at.
  const isObject = typeof event === 'object' && event !== null && !Array.isArray(event);
  const nested: string[] = isObject ? [] : [...wordsBelow(event)];
  if (!isObject) return { top, nested };
  for (const [key, value] of fieldsOf(event)) {
    const word = wordOf(key);
    if (word !== null && word in top) throw refused(`"${key}" twice`, 'say it once');
    if (word !== null) top[word] = value;
    else nested.push(...[key].filter(isTelling), ...wordsBelow(value));
  }
  return { top, nested };
}

/** Keys that mean nothing at the top of an event; in a text or a list no key has a place. */
function unknownIn(event: unknown, isTop = true): readonly string[] {
  if (typeof event === 'string') return unknownIn(jsonIn(event), false);
  if (Array.isArray(event)) return event.flatMap((each) => unknownIn(each, false));
  const keys = fieldsOf(event).map(([key]) => key);
  return keys.filter((key) => !isTop || (wordOf(key) === null && !OTHERS.has(key)));
}

function wordOf(key: string): (typeof WORDS)[number] | null {
  const bare = key.replaceAll(/[\s_-]/g, '').toLowerCase();
  return WORDS.find((word) => word.toLowerCase() === bare) ?? null;
}

function fieldsOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** Whatever speaks of a dry run in words of its own (`isDryRun`, `--dry-run=true`) was meant to be one. */
const DRY = /dry[\s_-]*run/i;

/** Words at any depth: keys, texts that are a word, and both in texts that are JSON themselves (a queue wraps so). */
function wordsBelow(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    const inner = jsonIn(value);
    return inner === undefined ? [value].filter(isTelling) : wordsBelow(inner);
  }
  return fieldsOf(value).flatMap(([key, inner]) => [
    ...(Array.isArray(value) ? [] : [key].filter(isTelling)),
    ...wordsBelow(inner),
  ]);
}

function isTelling(text: string): boolean {
  const word = wordOf(text);
  return DRY.test(text) || (word !== null && TELLING.has(word));
}

/** What a text says as JSON; `undefined` where it is just a text. */
function jsonIn(text: string): unknown {
  if (!/^\s*["[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** A boolean, or the word for one in any case. */
function booleanOf(value: unknown): boolean {
  const said = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (said === true || said === 'true') return true;
  if (said === false || said === 'false') return false;
  throw refused(`dryRun ${JSON.stringify(value)}`, 'use true or false');
}

function runIdOf(word: string, value: unknown): string {
  if (typeof value === 'string' && /^[\w-]+$/.test(value)) return value;
  throw refused(
    `${word} ${JSON.stringify(value)}`,
    'use the name of a run, for example 20261122T060000Z-3f9c',
  );
}

/** The id of a version in S3: opaque, at most 1,024 bytes ([S3-versions]). */
function versionOf(value: unknown): string {
  if (typeof value === 'string' && /^[!-~]{1,1024}$/.test(value)) return value;
  throw refused(
    `report ${JSON.stringify(value)}`,
    'use the version of the report that its schedule was given, or leave it out',
  );
}

function triesOf(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw refused(`firstRun ${JSON.stringify(value)}`, 'use the number of the try, 1 for the first');
}

function numbersOf(value: unknown): readonly number[] {
  if (Array.isArray(value) && value.length > 0 && value.every((each) => Number.isInteger(each) && each > 0)) {
    return value;
  }
  throw refused(
    `entries ${JSON.stringify(value)}`,
    'use numbers of entries in the digest, for example [3, 7]',
  );
}

function refused(got: string, advice: string): UserError {
  return new UserError(`the event has ${got}; nothing was changed: ${advice}`);
}

/** What tells an event from all others, so that it is carried out once; `null`: nothing does. */
export function eventIdOf(event: unknown, asked: Asked): string | null {
  return asked.kind === 'calls' ? batchIdOf(asked.messages) : dueTimeOf(event);
}

/**
 * What tells the event of the schedule from all others: the time that it was due, which EventBridge Scheduler puts into
 * the schedule's input. Its execution id would not do: that is one "for each attempted invocation", and both Scheduler and
 * Lambda's queue deliver at least once. `null` for an event that has none, or where the keyword was not replaced (an
 * emulator).
 */
function dueTimeOf(event: unknown): string | null {
  if (typeof event !== 'object' || event === null || !('scheduledTime' in event)) return null;
  const { scheduledTime } = event;
  return typeof scheduledTime === 'string' && /^\d/.test(scheduledTime) ? scheduledTime : null;
}

/** The part of Lambda's context that matters here. */
export interface Invocation {
  readonly invokedFunctionArn?: string;
  getRemainingTimeInMillis(): number;
}

/** How long before the end of the Lambda's time work ends, and then reading back and recording (milliseconds). */
const RESERVE_MS = { work: 45_000, end: 20_000, last: 3_000 };

/** What is kept of the time for work: for changes, and before them for what else decides on them (milliseconds). */
const KEPT_MS = { changes: 180_000, looking: 60_000 };

/** The times of an invocation, from now. */
export interface Times {
  /** Until when it finds load balancers and reads their listeners. */
  readonly reading: number;
  /** Until when it asks for what else decides: policies on offer, tags, creation times. Then it changes. */
  readonly looking: number;
  /** Until when it works. */
  readonly work: number;
  /** Until when it records; the digest goes out behind. */
  readonly end: number;
  /** Until when it may give the lease back. */
  readonly last: number;
}

export function timesOf(invocation: Invocation): Times {
  const remaining = invocation.getRemainingTimeInMillis();
  // A short time-out keeps a third of itself.
  const work = remaining - Math.min(RESERVE_MS.work, remaining / 3);
  const end = remaining - Math.min(RESERVE_MS.end, remaining / 6);
  // An estate that is too large, or that hangs, leaves time to change what was read of it; of a short time, a third each.
  const looking = work - Math.min(KEPT_MS.changes, work / 3);
  const reading = looking - Math.min(KEPT_MS.looking, work / 3);
  return { reading, looking, work, end, last: remaining - Math.min(RESERVE_MS.last, remaining / 20) };
}
