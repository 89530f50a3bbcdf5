import { buildReport, type Entry, type Report, type ReportParts } from '../../lambda/core/report';

/** Reports for tests: `anEntry` is one planned ALB listener unless told otherwise, `aReport` one good dry run. */

export const ACCOUNT = '111122223333';

type EntryPatch = Partial<Omit<Entry, 'loadBalancer'>> & {
  /** The load balancer's name; ARN and id follow from it, the Region, the type and the port. */
  readonly name?: string;
  readonly type?: Entry['loadBalancer']['type'];
};

export function anEntry({ name = 'shop', type = 'application', ...patch }: EntryPatch = {}): Entry {
  const region = patch.region ?? 'eu-west-1';
  const port = patch.port === undefined ? 443 : patch.port;
  const arn = arnOf(region, type, name);
  return {
    id: idOf(arn, type, port),
    region,
    loadBalancer: { name, arn, type },
    port,
    protocol: type === 'network' ? 'TLS' : 'HTTPS',
    from: 'ELBSecurityPolicy-2016-08',
    to: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
    outcome: 'planned',
    reason: 'below-target',
    detail: 'Its policy is weaker than the target, and the move weakens nothing.',
    drops: { protocols: [], ciphers: [] },
    notes: [],
    ...patch,
  };
}

/** An entry of which nothing is to be done. */
export function aFineEntry(patch: EntryPatch = {}): Entry {
  return anEntry({
    outcome: 'compliant',
    reason: 'meets-target',
    detail: 'It has the target already.',
    from: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
    to: null,
    ...patch,
  });
}

/** A load balancer that could not be read. */
export function anUnreadEntry(patch: EntryPatch = {}): Entry {
  return anEntry({
    outcome: 'failed',
    reason: 'read-failed',
    detail: 'It could not be read: AccessDenied: User is not authorized to perform this.',
    port: null,
    protocol: null,
    from: null,
    to: null,
    ...patch,
  });
}

/** `inScope` is what the entries name unless told otherwise; a failed Region is one with an `error`. */
export function aReport(patch: Partial<ReportParts> = {}): Report {
  const listeners = patch.listeners ?? [];
  const regions = patch.regions ?? [{ region: 'eu-west-1', status: 'examined' }];
  return buildReport({
    runId: '20261122T060000Z-3f9c',
    mode: 'plan',
    account: ACCOUNT,
    startedAt: '2026-11-22T06:00:00.000Z',
    finishedAt: '2026-11-22T06:00:41.000Z',
    scope: { tagKey: 'Tier', tagValues: ['web'], regions: regions.map(({ region }) => region) },
    target: 'recommended',
    inScope: listeners.map(({ loadBalancer }) => loadBalancer.arn),
    notes: [],
    ...patch,
    regions,
    listeners,
  });
}

function arnOf(region: string, type: Entry['loadBalancer']['type'], name: string): string {
  const path = {
    application: `app/${name}/50dc6c495c0c9188`,
    network: `net/${name}/50dc6c495c0c9188`,
    classic: name,
  };
  return `arn:aws:elasticloadbalancing:${region}:${ACCOUNT}:loadbalancer/${path[type]}`;
}

function idOf(arn: string, type: Entry['loadBalancer']['type'], port: number | null): string {
  if (port === null) return arn;
  if (type === 'classic') return `${arn}#${port}`;
  return `${arn.replace(':loadbalancer/', ':listener/')}/${port.toString(16).padStart(16, '0')}`;
}
