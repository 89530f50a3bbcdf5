import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROTOCOLS, type Client, type Protocol } from '../../lambda/core/clients/client';
import { readHello } from '../../lambda/core/clients/hello';
import { suiteNamed } from '../../lambda/core/clients/suites';
import type { ClientKind } from '../../lambda/core/clients/known';
import { fieldOf, readTestssl, type TestsslBlock } from './testssl';

/** A row before it has its rank. */
export interface Row extends Client {
  readonly kind: ClientKind;
  readonly since: number;
  /** Whether it is met today: what ranks it first. */
  readonly common: boolean;
  readonly source: string;
}

interface Captured extends Omit<Row, keyof Client> {
  readonly name: string;
  /** What it said, in hex: scripts/known-clients/capture.ts. */
  readonly hello: string;
}

/** What the file of testssl.sh does not say: kind and year of its clients. `null`: left out, as another row says the same. */
type Kinds = Readonly<Record<string, readonly [ClientKind, number] | null>>;

/** Clients that ran on our own machine. */
export function capturedRows(): readonly Row[] {
  const rows: readonly Captured[] = readJson('captured.json');
  return rows.map(({ hello, ...row }) => ({
    ...row,
    ...readHello(Buffer.from(hello, 'hex'), row.name),
  }));
}

/** Clients as their makers document them. */
export function documentedRows(): readonly Row[] {
  const rows: readonly Row[] = readJson('documented.json');
  return rows.map((row) => ({
    ...row,
    ciphers: row.ciphers.map((name) => known(name, suiteNamed(name))),
  }));
}

/**
 * Clients of one file of testssl.sh.
 *
 * @param source what that file is: release and packager, or commit
 * @throws Error for a client that testssl-clients.json does not name
 */
export function testsslRows(text: string, source: string): readonly Row[] {
  const kinds: Kinds = readJson('testssl-clients.json');
  return readTestssl(text).flatMap((block) => {
    const name = fieldOf(block, 'names');
    const kind = kinds[name];
    if (kind === undefined) throw new Error(`testssl-clients.json says neither kind nor year of ${name}`);
    if (kind === null) return [];
    const common = fieldOf(block, 'current') === 'true';
    const shown = name.replace(' (native)', '');
    const [what, since] = kind;
    return [{ ...offerOf(block, shown), name: shown, kind: what, since, common, source }];
  });
}

/** By its bytes: they alone have the order, TLS 1.3 and groups. What they do not say is in the fields. */
function offerOf(block: TestsslBlock, name: string): Omit<Client, 'name'> {
  const bytes = Buffer.from(fieldOf(block, 'handshakebytes'), 'hex');
  const { lowest, highest, ciphers, groups } = isSslv2(bytes) ? fieldsOf(block) : readHello(bytes, name);
  const said = protocolOf(fieldOf(block, 'lowest_protocol'));
  // A hello without a list of versions names its highest alone.
  return { lowest: highest === 'TLSv1.3' ? lowest : said, highest, ciphers, groups };
}

/** Clients before 2010 open in the form of SSLv2 (RFC 5246, appendix E.2): the file has read them for us. */
function isSslv2(bytes: Buffer): boolean {
  return bytes.length === 0 || (bytes.readUInt8(0) & 0x80) !== 0;
}

function fieldsOf(block: TestsslBlock): Omit<Client, 'name'> {
  // The field had another name before release 3.2.
  const named = (block.get('ch_ciphers') ?? fieldOf(block, 'ciphers')).split(':');
  return {
    lowest: protocolOf(fieldOf(block, 'lowest_protocol')),
    highest: protocolOf(fieldOf(block, 'highest_protocol')),
    // What no table has are suites of SSLv2 itself.
    ciphers: [...new Set(named.flatMap((name) => suiteNamed(name) ?? []))],
    groups: [],
  };
}

/** `0x0303` is TLS 1.2. The file writes 0x0200 for SSLv2, which no policy has. */
function protocolOf(code: string): Protocol {
  return PROTOCOLS[Math.max(0, Number(code) - 0x0300)] ?? 'TLSv1.3';
}

function known(name: string, found: string | null): string {
  if (found === null) throw new Error(`no table has ${name}`);
  return found;
}

/** Ours, and checked by what a test finds in the table. */
function readJson(name: string) {
  return JSON.parse(readFileSync(join(__dirname, name), 'utf8'));
}
