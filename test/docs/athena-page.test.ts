import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elbTls, workshop, type Workshop } from '../bin/command';

/** docs/athena.md: its SQL is what the command prints, and its policy allows what the command calls. */

const FILE = join(__dirname, '../../docs/athena.md');
const EXAMPLE = /(?<=^```sh\n(elb-tls impact [^\n]*--show-sql)\n```\n\n```sql\n)(.*?)(?=^```$)/ms;
const HOW = 'the SQL in docs/athena.md is out of date; run: UPDATE_DOCS=1 npx jest test/docs';

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());

it('the SQL in docs/athena.md is what the command prints', async () => {
  const page = readFileSync(FILE, 'utf8');
  const [, command = ''] = EXAMPLE.exec(page) ?? [];
  const [, ...args] = command.split(' ');
  // It asks nobody: one Region's folder says all.
  const { status, stdout, stderr } = await elbTls(shop, args, {});
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('CREATE EXTERNAL TABLE IF NOT EXISTS `elb_tls`.`alb_connection_');
  if (process.env['UPDATE_DOCS'] === '1')
    writeFileSync(
      FILE,
      page.replace(EXAMPLE, () => stdout),
    );

  const [, , shown] = EXAMPLE.exec(readFileSync(FILE, 'utf8')) ?? [];
  expect(shown === stdout ? command : HOW).toBe(command);
});

it('the policy in docs/athena.md allows each call that the adapters make, and no other of Athena', () => {
  const [policy = ''] = /(?<=^```json\n).*?(?=^```$)/ms.exec(readFileSync(FILE, 'utf8')) ?? [];
  const { Statement: statements }: { Statement: { Action: string | string[] }[] } = JSON.parse(policy);
  const actions = statements.flatMap(({ Action }) => Action);
  const source = readFileSync(join(__dirname, '../../lambda/aws/athena/athena-sql.ts'), 'utf8');
  const called = [...source.matchAll(/\b(?:(\w+)Command|paginate(\w+))\b/g)].map(
    ([, command, paged]) => `athena:${command ?? paged}`,
  );
  expect(actions.filter((action) => action.startsWith('athena:')).toSorted()).toEqual(
    [...new Set(called)].toSorted(),
  );
  expect(actions).toContain('s3:ListBucket');
});
