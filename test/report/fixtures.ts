import type { Entry, Report, ReportParts } from '../../lambda/core/report';
import { buildReport } from '../../lambda/core/steps/build';
import * as say from '../../lambda/core/wording/plan';
import { ACCOUNT, listenerId, loadBalancerArn, NOW, OLD, PQ, RUN_ID, SCOPE } from '../vocabulary';

/** Reports for tests: `anEntry` is one planned ALB listener unless told otherwise, `aReport` one good dry run. */

type EntryPatch = Partial<Omit<Entry, 'loadBalancer'>> & {
  /** The load balancer's name; ARN and id follow from it, the Region, the type and the port. */
  readonly name?: string;
  readonly type?: Entry['loadBalancer']['type'];
};

export function anEntry({ name = 'shop', type = 'application', ...patch }: EntryPatch = {}): Entry {
  const region = patch.region ?? 'eu-west-1';
  const port = patch.port === undefined ? 443 : patch.port;
  const arn = loadBalancerArn(type, name, region);
  return {
    id: port === null ? arn : listenerId(type, arn, port),
    region,
    loadBalancer: { name, arn, type },
    port,
    protocol: type === 'network' ? 'TLS' : 'HTTPS',
    from: OLD,
    to: PQ,
    ...say.planned('below-target', PQ),
    drops: { protocols: [], ciphers: [] },
    notes: [],
    ...patch,
  };
}

/** An entry of which nothing is to be done. */
export function aFineEntry(patch: EntryPatch = {}): Entry {
  return anEntry({ from: PQ, ...say.compliant('meets-target'), ...patch });
}

/** A load balancer that could not be read. */
export function anUnreadEntry(patch: EntryPatch = {}): Entry {
  const error = { code: 'AccessDenied', message: 'User is not authorized to perform this' };
  // What is said of it otherwise has an advice of its own, or none.
  const said = patch.detail === undefined ? say.unread('read-failed', error) : {};
  return anEntry({
    port: null,
    protocol: null,
    from: null,
    to: null,
    outcome: 'failed',
    reason: 'read-failed',
    ...said,
    ...patch,
  });
}

/** `inScope` is what the entries name unless told otherwise; a failed Region is one with an `error`. */
export function aReport(patch: Partial<ReportParts> = {}): Report {
  const listeners = patch.listeners ?? [];
  const regions = patch.regions ?? [{ region: 'eu-west-1', status: 'examined' }];
  return buildReport({
    runId: RUN_ID,
    mode: 'plan',
    account: ACCOUNT,
    startedAt: NOW.toISOString(),
    finishedAt: '2026-11-22T06:00:41.000Z',
    scope: { ...SCOPE, regions: regions.map(({ region }) => region) },
    target: 'recommended',
    inScope: listeners.map(({ loadBalancer }) => loadBalancer.arn),
    notes: [],
    ...patch,
    regions,
    listeners,
  });
}
