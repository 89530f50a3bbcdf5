import * as fc from 'fast-check';
import type { CertificatesReport } from '../../lambda/core/certificate';
import { CERTIFICATE_FAULT_IDS } from '../../lambda/core/certificate-faults';
import type { Outcome, Reason } from '../../lambda/core/reasons';
import { PROTOCOLS } from '../../lambda/core/clients/client';
import type { Entry, Report } from '../../lambda/core/report';
import type { Evidence } from '../../lambda/core/evidence';
import type { Verification } from '../../lambda/core/verify/verification';
import { PHONES } from './evidence';
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

/** Addresses and user agents are whatever a client has sent. */
const evidence: fc.Arbitrary<Evidence> = fc.oneof(
  fc.constant({ status: 'no-log' as const }),
  fc.record({ status: fc.constant('unread' as const), why: anything }),
  fc
    .record({ address: anything, agent: anything, cipher: anything, file: anything })
    .map(({ address, agent, cipher, file }): Evidence => ({
      ...PHONES,
      topRefused: [{ address, handshakes: 3, userAgents: [agent] }],
      refusedWith: [{ protocol: 'TLSv1', cipher, handshakes: 3, uncertain: false, clients: [] }],
      unread: [{ file, reason: 'unreadable', message: agent }],
    })),
);

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
    seen: fc.option(evidence),
  })
  .map(({ judgement: { outcome, reason }, verified, seen, ...rest }) => {
    const made = anEntry({ ...rest, outcome, reason, ...(seen && { evidence: seen }) });
    return verified === null || outcome !== 'changed' ? made : { ...made, verification: verified };
  });

const places = fc.array(
  fc.record({
    region: anything,
    loadBalancer: fc.record({
      name: anything,
      arn: anything,
      type: fc.constantFrom('application', 'network', 'classic'),
    }),
    port: fc.integer({ min: 1, max: 65_535 }),
    isDefault: fc.boolean(),
  }),
  { maxLength: 8 },
);

const certificates: fc.Arbitrary<CertificatesReport> = fc.record({
  days: fc.constant([30, 14, 7]),
  read: fc.nat(1000),
  faults: fc.array(
    fc.record({
      fault: fc.constantFrom(...CERTIFICATE_FAULT_IDS),
      certificate: fc.oneof(anything, fc.constant('arn:aws:acm:eu-west-1:111122223333:certificate/1234')),
      names: fc.array(anything, { maxLength: 8 }),
      notAfter: fc.constantFrom(null, '2026-12-03T00:00:00.000Z'),
      daysLeft: fc.option(fc.integer({ min: -400, max: 99 })),
      detail: anything,
      on: places,
    }),
    { maxLength: 15 },
  ),
  unread: fc.array(
    fc.record({
      certificate: fc.option(anything),
      action: anything,
      error: fc.record({ code: anything, message: anything }),
      on: places,
    }),
    { maxLength: 3 },
  ),
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
    certificates: fc.option(certificates, { nil: undefined }),
  })
  .map(({ record, certificates: looked, ...parts }) =>
    aReport({
      ...parts,
      ...(record === undefined ? {} : { record }),
      ...(looked === undefined ? {} : { certificates: looked }),
    }),
  );
