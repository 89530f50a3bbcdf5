import type { Impact, ImpactRow } from '../core/impact/impact';
import { csvOf, type Cells } from './cells';

/** An impact for a spreadsheet: a row for each listener that the logs show. What cannot be told is an empty cell. */
export function impactCsv(impact: Impact): string {
  return csvOf(
    COLUMNS,
    impact.loadBalancers.map((row) => cellsOf(row, impact)),
  );
}

const COLUMNS = [
  'target',
  'from',
  'read share',
  'load balancer',
  'type',
  'port',
  'log',
  'handshakes',
  'refused',
  'uncertain',
  'failed',
  'plain',
  'addresses',
  'addresses refused',
  'post-quantum',
  'key exchange told',
  'protocols',
  'ciphers',
  'refused with',
  'refused most',
  'user agents',
] as const;

function cellsOf(row: ImpactRow, { target, from, readShare }: Impact): Cells<(typeof COLUMNS)[number]> {
  return {
    target,
    from: from ?? '',
    'read share': said(readShare),
    'load balancer': row.loadBalancer ?? '',
    type: row.type,
    port: said(row.port),
    log: row.log,
    handshakes: said(row.handshakes),
    refused: said(row.refused),
    uncertain: said(row.uncertain),
    failed: said(row.failed),
    plain: said(row.plain),
    addresses: said(row.addresses),
    'addresses refused': said(row.addressesRefused),
    'post-quantum': said(row.postQuantum),
    'key exchange told': said(row.keyExchangeTold),
    protocols: counted(Object.entries(row.protocols)),
    ciphers: counted(Object.entries(row.ciphers)),
    'refused with': counted(
      row.refusedWith.map(({ protocol, cipher, handshakes }) => [`${protocol} ${cipher}`, handshakes]),
    ),
    'refused most': counted(row.topRefused.map(({ address, handshakes }) => [address, handshakes])),
    'user agents': [...new Set(row.topRefused.flatMap(({ userAgents }) => userAgents))],
  };
}

function counted(entries: readonly (readonly [name: string, number: number])[]): readonly string[] {
  return entries.map(([name, number]) => `${name} ${number}`);
}

function said(number: number | null): string {
  return number === null ? '' : String(number);
}
