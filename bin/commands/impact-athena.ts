import { athenaClient, athenaSql } from '../../lambda/aws/athena/athena-sql';
import { logTree } from '../../lambda/aws/athena/log-tree';
import { s3Client } from '../../lambda/aws/s3';
import { statementsFor, statementsText, type LogQuestion } from '../../lambda/core/impact/athena/statements';
import type { WhatWasRead } from '../../lambda/core/impact/reading';
import type { Seen } from '../../lambda/core/impact/tally';
import { UserError } from '../../lambda/core/user-error';
import { askSql } from '../../lambda/logs/ask-sql';
import type { AthenaRequest } from '../athena-flags';
import { terminalAws } from '../context';
import { terminalHandler } from '../request-handler';
import { progress } from '../terminal/progress';
import { say } from '../terminal/output';
import { movesCursor } from '../terminal/stream';
import { stopInOrder } from '../terminal/stop-switch';

/** Of one answer: Athena answers at once, and what it was asked runs on. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

type Asked = Pick<LogQuestion, 'policies' | 'fullAddresses'>;

/** What `elb-tls impact --athena` has counted. @throws UserError for what Athena does not do, in a sentence */
export async function countByAthena(
  request: AthenaRequest,
  asked: Asked,
): Promise<{ readonly seen: Seen; readonly read: WhatWasRead }> {
  await ensureRegionIsSet();
  const question = await questionOf(request, asked);
  const client = athenaClient({ requestHandler: terminalHandler(TIMEOUTS) });
  const signal = stopInOrder(say, 'stopping the queries (Ctrl-C again to quit now)');
  const sql = athenaSql(client, { workgroup: request.workgroup });
  const whole = request.formats.length;
  tell(`Athena runs ${whole} ${whole === 1 ? 'query' : 'queries'}`);
  return askSql(sql, question, signal, (answered) => tell(`${answered} of ${whole} answered`));
}

/** At a terminal, how far it is. */
function tell(line: string): void {
  if (movesCursor(process.stderr)) progress(line);
}

/** What `--show-sql` prints: all that Athena would be asked. */
export async function sqlFor(request: AthenaRequest, asked: Asked): Promise<string> {
  return statementsText(statementsFor(await questionOf(request, asked)));
}

async function questionOf(request: AthenaRequest, asked: Asked): Promise<LogQuestion> {
  // One Region's folder says all: then nobody is asked.
  if (request.asked.only === null) await ensureRegionIsSet();
  const tree = await logTree(s3Client({ requestHandler: terminalHandler(TIMEOUTS) }), request.asked);
  return { ...request, ...asked, tree };
}

async function ensureRegionIsSet(): Promise<void> {
  if ((await terminalAws().defaultRegion()) !== null) return;
  throw new UserError('no Region is set, and a workgroup is in one; set AWS_REGION');
}
