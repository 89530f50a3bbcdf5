import type { CertificateFault } from '../core/certificate';
import { entryNumbers, type Entry, type RegionStatus, type Report } from '../core/report';
import { certificateText, unreadText } from '../core/wording/certificates';
import { heldClause } from '../core/wording/evidence';
import { oddities } from '../core/wording/verification';
import { csvOf, type Cells as CellsOf } from './cells';

/**
 * A report for a spreadsheet: a row for each listener, those that are fine too, and one for each Region that was not
 * examined.
 */
export function csv(report: Report): string {
  const numbers = entryNumbers(report);
  const rows = [
    ...report.regions.filter(({ status }) => status !== 'examined').map(regionCells),
    ...report.listeners.map((entry) => ({
      ...entryCells(entry, numbers.get(entry.id)),
      certificates: certificatesOn(entry, report),
    })),
  ].map((cells) => ({ ...runCells(report), ...cells }));
  return csvOf(COLUMNS, rows);
}

const COLUMNS = [
  'run',
  'mode',
  'account',
  'account name',
  'number',
  'region',
  'load balancer',
  'type',
  'owner tags',
  'port',
  'protocol',
  'from',
  'to',
  'outcome',
  'reason',
  'detail',
  'lost protocols',
  'lost ciphers',
  'open since',
  'changed at',
  'wave',
  'id',
  'notes',
  'handshakes',
  'clients seen',
  'certificates',
] as const;

type Cells = CellsOf<(typeof COLUMNS)[number]>;

function runCells({ runId, mode, account, accountName = '' }: Report): Cells {
  return { run: runId, mode, account, 'account name': accountName };
}

/** A Region that failed, or is closed: nobody knows what listens there. */
function regionCells({ region, status, error }: RegionStatus): Cells {
  return { region, outcome: status, reason: error?.code ?? '', detail: error?.message ?? '' };
}

function entryCells(entry: Entry, number: number | undefined): Cells {
  const { loadBalancer, port, drops } = entry;
  const owners = Object.entries(loadBalancer.ownerTags ?? {}).map(([key, value]) => `${key}=${value}`);
  return {
    number: String(number ?? ''),
    region: entry.region,
    'load balancer': loadBalancer.name,
    type: loadBalancer.type,
    'owner tags': owners,
    port: String(port ?? ''),
    protocol: entry.protocol ?? '',
    from: entry.from ?? '',
    to: entry.to ?? '',
    outcome: entry.outcome,
    reason: entry.reason,
    detail: entry.detail,
    'lost protocols': drops.protocols,
    'lost ciphers': drops.ciphers,
    'open since': entry.openSince ?? '',
    'changed at': entry.changedAt ?? '',
    wave: entry.wave ?? '',
    id: entry.id,
    notes: entry.notes,
    handshakes: handshakesIn(entry),
    'clients seen': clientsIn(entry),
  };
}

/** What is wrong with the certificates of a listener, and which could not be read. */
function certificatesOn({ loadBalancer, port }: Entry, { certificates }: Report): readonly string[] {
  const isHere = ({ on }: Pick<CertificateFault, 'on'>): boolean =>
    on.some((place) => place.loadBalancer.arn === loadBalancer.arn && place.port === port);
  return [
    ...(certificates?.faults ?? []).filter(isHere).map((each) => `${each.fault}: ${certificateText(each)}`),
    ...(certificates?.unread ?? []).filter(isHere).map((each) => `not read: ${unreadText(each)}`),
  ];
}

/** What the logs say, where they were looked at. */
function clientsIn({ evidence }: Entry): readonly string[] {
  if (evidence === undefined) return [];
  if (evidence.status === 'unread') return [`not read: ${evidence.why}`];
  return evidence.status === 'read' ? [heldClause(evidence)] : ['no log'];
}

/** In a word where it is as expected; else what is not, or why nobody knows. */
function handshakesIn({ verification }: Entry): readonly string[] {
  if (verification === undefined) return [];
  const odd = oddities(verification);
  if (odd !== '') return [odd];
  return verification.asExpected === true ? ['as expected'] : verification.untold;
}
