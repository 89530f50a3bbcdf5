import * as fc from 'fast-check';
import type { Outcome, Reason } from '../../lambda/core/reasons';
import { PROTOCOLS } from '../../lambda/core/clients/client';
import type { Entry, Report } from '../../lambda/core/report';
import type { Verification } from '../../lambda/core/verify/verification';
import { anEntry, aReport } from './fixtures';

/** Reports with anything in them: names and errors come from outside, so nothing is assumed of them. */

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  fc.lorem({ maxCount: 30 }),
  fc.constantFrom('shop\nFAILED (1)', 'a\u001B[31mred', 'x'.repeat(100), 'ELBSecurityPolicy-2016-08', ''),
);

const REASONS_OF: readonly (readonly [Outcome, readonly Reason[]])[] = [
  ['failed', ['read-failed', 'tags-unreadable', 'change-failed', 'not-confirmed']],
  ['held', ['unknown-policy', 'no-target', 'alb-policy-mix', 'reverted-by-others', 'change-limit', 'gone']],
  ['changed', ['below-target', 'newer-edition']],
  ['planned', ['below-target', 'newer-edition']],
  ['reverted', ['undone-by-request', 'undone-by-watch']],
  ['exempt', ['exempt-by-tag']],
  ['compliant', ['meets-target', 'stricter-than-target']],
];

const judgement = fc.constantFrom(
  ...REASONS_OF.flatMap(([outcome, reasons]) => reasons.map((reason) => ({ outcome, reason }))),
);

const drops = fc.record({
  protocols: fc.array(anything, { maxLength: 3 }),
  ciphers: fc.array(anything, { maxLength: 3 }),
});

/** What a server chose, and the name that it has, come from outside too. */
const verification: fc.Arbitrary<Verification> = fc.record({
  host: fc.option(anything),
  asExpected: fc.constantFrom(true, false, null),
  stillWorks: drops,
  refused: fc.subarray([...PROTOCOLS]),
  untold: fc.array(anything, { maxLength: 2 }),
});

const entry: fc.Arbitrary<Entry> = fc
  .record({
    name: anything,
    type: fc.constantFrom('application', 'network', 'classic'),
    region: fc.constantFrom('eu-west-1', 'us-east-1', 'ap-southeast-2'),
    port: fc.option(fc.integer({ min: 1, max: 65_535 })),
    from: fc.option(anything),
    to: fc.option(anything),
    detail: anything,
    drops,
    notes: fc.array(anything, { maxLength: 2 }),
    judgement,
    verified: fc.option(verification),
  })
  .map(({ judgement: { outcome, reason }, verified, ...rest }) => {
    const made = anEntry({ ...rest, outcome, reason });
    return verified === null || outcome !== 'changed' ? made : { ...made, verification: verified };
  });

const region = fc.oneof(
  fc.record({ region: anything, status: fc.constant('examined' as const) }),
  fc.record({
    region: anything,
    status: fc.constant('failed' as const),
    error: fc.record({ code: anything, message: anything }),
  }),
);

export const anyReport: fc.Arbitrary<Report> = fc
  .record({
    mode: fc.constantFrom('plan', 'apply', 'undo'),
    account: fc.oneof(anything, fc.constant('111122223333')),
    scope: fc.record({
      tagKey: anything,
      tagValues: fc.array(anything, { maxLength: 4 }),
      regions: fc.constant([]),
    }),
    regions: fc.array(region, { maxLength: 30 }),
    // Of an account: an ARN is there once.
    listeners: fc.uniqueArray(entry, { maxLength: 40, selector: ({ id }) => id }),
    notes: fc.array(anything, { maxLength: 3 }),
    exemptions: fc.array(anything, { maxLength: 3 }),
    record: fc.option(anything, { nil: undefined }),
  })
  .map(({ record, ...parts }) => aReport({ ...parts, ...(record === undefined ? {} : { record }) }));
