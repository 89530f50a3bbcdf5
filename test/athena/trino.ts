import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogSql, StatementAnswer } from '../../lambda/core/impact/athena/port';
import { trinoTable } from './trino-table';

/** Trino as a process of its own, on a free port of loopback, over a folder in the place of S3. */
export interface Trino {
  /** As Athena takes them: Hive's DDL, and queries. */
  readonly sql: LogSql;
  stop(): Promise<void>;
}

const MADE = join(__dirname, '..', '..', '.trino');
const READY_WITHIN_MS = 120_000;
const LOG_KEPT = 5_000;

/** @param folder where `s3://BUCKET/KEY` lies as `BUCKET/KEY`; Trino keeps what it knows of tables there too */
export async function startTrino(folder: string): Promise<Trino> {
  const child = spawn(
    join(made('java-home'), 'bin', 'java'),
    [
      '-Xmx1g',
      '--add-modules=jdk.incubator.vector',
      '-cp',
      made('classpath'),
      join(__dirname, 'TrinoServer.java'),
      folder,
    ],
    { env: { PATH: process.env['PATH'] }, stdio: 'pipe' },
  );
  let log = '';
  const keep = (chunk: Buffer): void => {
    log = (log + chunk.toString()).slice(-LOG_KEPT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => keep(Buffer.from(String(error))));
  try {
    const url = await ready(child, () => log);
    return { sql: { run: (statement) => answerTo(url, statement) }, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

/** What scripts/trino-env.sh has written down. */
function made(name: string): string {
  return readFileSync(join(MADE, name), 'utf8').trim();
}

async function ready(child: ChildProcess, log: () => string): Promise<string> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (Date.now() < giveUpAt && child.exitCode === null && child.signalCode === null) {
    const url = /listens on (http:\/\/127\.0\.0\.1:\d+)/.exec(log())?.[1];
    if (url !== undefined) return url;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Trino is not there (see scripts/trino-env.sh); it said:\n${log()}`);
}

async function answerTo(url: string, statement: string): Promise<StatementAnswer> {
  if (statement.startsWith('CREATE DATABASE'))
    return query(url, statement.replace('DATABASE', 'SCHEMA').replaceAll('`', '"'));
  return query(url, statement.startsWith('CREATE') ? trinoTable(statement) : statement);
}

/** What Trino's own protocol says, as far as it is asked here. */
interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string }[];
  readonly data?: readonly (readonly (string | number | null)[])[];
  readonly error?: { readonly message: string };
  readonly stats: { readonly physicalInputBytes?: number };
}

async function query(url: string, statement: string): Promise<StatementAnswer> {
  const rows: (string | null)[][] = [];
  let columns: readonly string[] = [];
  let page = await pageAt(`${url}/v1/statement`, {
    method: 'POST',
    headers: { 'X-Trino-User': 'test', 'X-Trino-Catalog': 'hive' },
    body: statement,
  });
  for (;;) {
    if (page.error !== undefined) throw new Error(page.error.message);
    columns = page.columns?.map(({ name }) => name) ?? columns;
    for (const cells of page.data ?? [])
      rows.push(cells.map((cell) => (cell === null ? null : String(cell))));
    if (page.nextUri === undefined)
      return { columns, rows, scannedBytes: page.stats.physicalInputBytes ?? 0 };
    page = await pageAt(page.nextUri);
  }
}

async function pageAt(url: string, init?: RequestInit): Promise<Page> {
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`Trino answered ${answer.status}: ${await answer.text()}`);
  const page: Page = JSON.parse(await answer.text());
  return page;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  const impatience = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(impatience);
}
