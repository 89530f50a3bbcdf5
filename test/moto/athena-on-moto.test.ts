import { CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { athenaClient, athenaSql } from '../../lambda/aws/athena/athena-sql';
import { COLUMNS } from '../../lambda/core/impact/athena/query';
import { impactOf } from '../../lambda/core/impact/impact-of';
import { askSql } from '../../lambda/logs/ask-sql';
import { RES_PQ, tallyFor } from '../core/impact/read';
import { faultsOf } from '../core/impact/schema';
import { EU } from '../helpers';
import { startMoto, type MotoServer } from './server';

/**
 * Athena on moto: that what is sent is what an independent server takes for AWS's protocol, and that its answers are understood. moto runs no SQL: results are put into a queue before, and each statement that is started takes the next one.
 */

let moto: MotoServer;

beforeAll(async () => {
  moto = await startMoto();
}, 60_000);
afterAll(async () => {
  await moto?.stop();
});

const PLACE = { load_balancer: 'net/devices/c6e77e28c25b2234', port: '443' };
const SUITE = {
  ...PLACE,
  what: 'suite',
  kind: 'handshake',
  protocol: 'TLSv1',
  cipher: 'AES128-SHA',
  lines: '3',
  handshakes: '3',
};

function rowOf(cells: Partial<Record<(typeof COLUMNS)[number], string>>): unknown {
  return {
    Data: COLUMNS.map((column) => (cells[column] === undefined ? {} : { VarCharValue: cells[column] })),
  };
}

async function queue(results: readonly (readonly unknown[])[]): Promise<void> {
  const answer = await fetch(`${moto.url}/moto-api/static/athena/query-results`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      account_id: '111122223333',
      region: EU,
      results: results.map((rows) => ({ rows, column_info: [] })),
    }),
  });
  expect(answer.status).toBe(201);
}

it('is asked, and its answer is the evidence', async () => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = athenaClient({ endpoint: moto.url, region: EU, credentials });
  await client.send(
    new CreateWorkGroupCommand({
      Name: 'audit',
      Configuration: { ResultConfiguration: { OutputLocation: 's3://results/' } },
    }),
  );
  const names = { Data: COLUMNS.map((name) => ({ VarCharValue: name })) };
  const network = { ...PLACE, what: 'network', network: '192.0.2.0/24', handshakes: '3' };
  // The database and the table answer with nothing.
  await queue([[], [], [names, rowOf({ what: 'all', lines: '3' }), rowOf(SUITE), rowOf(network)]]);
  const { suites } = tallyFor();
  const { seen, read } = await askSql(
    athenaSql(client, { workgroup: 'audit', waitMs: 1 }),
    {
      tree: { bucket: 'logs', prefix: '', accounts: ['111122223333'], regions: [EU] },
      database: 'elb_tls',
      first: '2026/11/20',
      last: '2026/11/20',
      formats: ['nlb'],
      policies: { elbv2: suites.elbv2.policies, classic: suites.classic.policies },
      fullAddresses: false,
    },
    new AbortController().signal,
  );
  const found = impactOf(seen, read, { target: RES_PQ, from: null }, () => []);
  expect(faultsOf(found)).toEqual([]);
  expect(found).toMatchObject({
    engine: 'athena',
    readShare: 1,
    loadBalancers: [
      { loadBalancer: PLACE.load_balancer, refused: 3, topRefused: [{ address: '192.0.2.0/24' }] },
    ],
  });
});

it('says that there is no such workgroup', async () => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = athenaClient({ endpoint: moto.url, region: EU, credentials });
  const asked = athenaSql(client, { workgroup: 'nobody' }).run('SELECT 1', new AbortController().signal);
  await expect(asked).rejects.toThrow('Athena has no workgroup "nobody"');
});
