import pMap from 'p-map';
import { keeperOf } from '../core/certificate';
import { DEFAULT_CERTIFICATE_DAYS } from '../core/certificate-faults';
import { faultsAnywhere } from '../core/certificates/build';
import { withLooked } from '../core/after-look';
import { groupBy } from '../core/group';
import type { Settings } from '../core/settings';
import type { UploadsReport } from '../core/uploads';
import { folded, notYetSeen, type Upload } from '../core/wake/wake';
import { VERSION } from '../version';
import { accountName } from './account-name';
import type { RunContext } from './context';
import { readServerCertificate, type ReadCertificate } from './read-certificate';

/** How many are asked for at a time. */
const AT_ONCE = 5;

/** IAM shows what was made a moment ago a little later; behind a minute, what it does not show was deleted. */
const SETTLED_AFTER_MS = 60_000;
const AGAIN_MS = 10_000;

/**
 * Looks at the certificates that somebody has uploaded to IAM, and at no other. `null`: somebody has looked already, or all
 * were deleted meanwhile. AWS is asked, whatever the call says; of a private key neither says anything.
 */
export async function examineUploads(
  uploads: readonly Upload[],
  { certificateDays }: Pick<Settings, 'certificateDays'>,
  run: RunContext,
): Promise<UploadsReport | null> {
  if (uploads.length === 0) return null;
  const at = run.clock.now();
  const account = await run.aws.account();
  const history = await run.records.history(account);
  const fresh = folded(notYetSeen(uploads, history?.looked ?? {}));
  const answers = await pMap(
    [...groupBy(fresh, ({ certificate }) => certificate)],
    async ([arn, its]) => ({ its, ...(await readUploaded(arn, its, run)) }),
    { concurrency: AT_ONCE },
  );
  const read = answers.filter((answer) => !isGone(answer));
  if (read.length === 0) return null;
  const days = certificateDays ?? DEFAULT_CERTIFICATE_DAYS;
  const certificates = read.flatMap(({ certificate }) => certificate ?? []);
  const place = run.records.place;
  const report: UploadsReport = {
    schema: 'elb-tls-uploads/1',
    version: VERSION,
    runId: run.runId,
    account,
    ...(await accountName(run)),
    at: at.toISOString(),
    days,
    uploads: read.flatMap(({ its }) => its),
    faults: faultsAnywhere(certificates, at, days),
    unread: read.flatMap(({ unread }) => unread),
    ...(place === null ? {} : { record: place }),
  };
  await run.records.saveUploads(report);
  return report;
}

async function readUploaded(
  arn: string,
  uploads: readonly Upload[],
  run: RunContext,
): Promise<ReadCertificate> {
  const at = { region: uploads[0]?.region ?? '', name: keeperOf(arn)?.name ?? '' };
  const first = await readServerCertificate(arn, at, run);
  const unsettled = run.clock.now().getTime() - SETTLED_AFTER_MS;
  if (!isGone(first) || uploads.every((upload) => Date.parse(upload.at) < unsettled)) return first;
  await run.clock.pause(AGAIN_MS);
  return readServerCertificate(arn, at, run);
}

/** On a listener such a certificate is worth a word; of one that was uploaded and deleted again nobody wants to know. */
function isGone({ certificate, unread }: ReadCertificate): boolean {
  return certificate === null && unread.every(({ error }) => error.code === 'NoSuchEntity');
}

/** Behind the digest: the same call is delivered twice at times. What could not be read is looked at again then. */
export async function rememberUploads(
  { account, at, uploads, unread }: UploadsReport,
  { records, clock }: Pick<RunContext, 'records' | 'clock'>,
): Promise<void> {
  const failed = new Set(unread.map(({ certificate }) => certificate));
  const arns = uploads.map(({ certificate }) => certificate).filter((arn) => !failed.has(arn));
  const now = clock.now();
  await records.updateAtLast(account, (history) => withLooked(history, arns, at, now));
}
