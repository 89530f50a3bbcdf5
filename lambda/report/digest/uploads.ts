import { keeperOf, type CertificateFault } from '../../core/certificate';
import { CERTIFICATE_FAULTS } from '../../core/certificate-faults';
import { groupBy } from '../../core/group';
import { STEPS } from '../../core/step-table';
import type { UploadsReport } from '../../core/uploads';
import type { Upload } from '../../core/wake/wake';
import { unreadSentences } from '../../core/wording/certificates';
import { count } from '../../core/wording/sentence';
import { minuteOf } from '../../core/wording/time';
import { barred, HEAD, item, subject, wrapText } from '../text';
import { touchText } from '../woken';
import { cutToFit, LARGEST_BODY, type Section } from './cut';
import type { Digest } from './digest';
import { paragraphs, sectionLines } from './sections';

/** What is wrong with certificates that somebody has uploaded, by whom and from where: short, as nothing is broken yet. */
export function uploadsDigest(found: UploadsReport): Digest {
  const byCertificate = groupBy(found.faults, ({ certificate }) => certificate);
  const sections = [
    ...[...byCertificate].map(([arn, faults]) => faultySection(arn, faults, found.uploads)),
    ...unreadSection(found),
  ];
  const things = sections.length;
  const body = cutToFit([...sections, ...fineSection(found)], LARGEST_BODY, (shown) =>
    paragraphs([
      wrapText(
        `${needs(things)}. ${count(found.faults.length, 'fault')} in ${whatWasUploaded(found)}.`,
        HEAD,
      ),
      stateLines(found),
      shown.flatMap(sectionLines),
    ]),
  );
  const parts = [
    needs(things)
      .replace(/ things?/, '')
      .toLowerCase(),
    whatWasUploaded(found),
  ];
  const kinds = [...new Set(found.faults.map(({ fault }) => fault))];
  return { subject: subject(found.accountName ?? found.account, [...parts, ...kinds]), body };
}

function needs(things: number): string {
  if (things === 0) return 'Nothing needs you';
  return things === 1 ? '1 thing needs you' : `${things} things need you`;
}

/** `uploaded certificate shop-2026`, or how many. */
function whatWasUploaded({ uploads }: UploadsReport): string {
  const names = [...new Set(uploads.map(nameOf))];
  const [first = ''] = names;
  return names.length === 1 ? `uploaded certificate ${first}` : count(names.length, 'uploaded certificate');
}

function nameOf({ certificate }: { readonly certificate: string }): string {
  return keeperOf(certificate)?.name ?? certificate;
}

function stateLines({ account, accountName, at, runId }: UploadsReport): readonly string[] {
  const who = accountName === undefined ? `Account ${account}` : `In ${accountName} (${account})`;
  return wrapText(`${who}, ${minuteOf(at)} UTC, run ${runId}. Certificates are never changed.`, HEAD);
}

function faultySection(
  arn: string,
  faults: readonly CertificateFault[],
  uploads: readonly Upload[],
): Section {
  const its = uploads.filter(({ certificate }) => certificate === arn);
  const names = faults[0]?.names.join(' ') ?? '';
  const [title = '', ...more] = wrapText(
    `DO: see that no listener gets ${nameOf({ certificate: arn })} as it is (${faults.length})`,
    HEAD,
  );
  const said = [
    `For ${names === '' ? 'nobody' : names}.`,
    ...its.map((each) => `Uploaded ${touchText(each)}.`),
  ];
  return {
    title,
    summary: [...more, ...said.flatMap((each) => wrapText(each, barred(4)))],
    entries: faults.map(({ fault, detail }) => {
      const { next, uploaded = next }: { readonly next: string; readonly uploaded?: string } =
        CERTIFICATE_FAULTS[fault];
      return wrapText(`It ${detail}. ${uploaded}`, item(2, 4));
    }),
    cutOrder: 0,
  };
}

function unreadSection({ unread }: UploadsReport): readonly Section[] {
  if (unread.length === 0) return [];
  const entries = unreadSentences(unread).map((each) => wrapText(each, item(2, 4)));
  return [
    { title: `DO: ${STEPS['read-certificate'].title} (${unread.length})`, summary: [], entries, cutOrder: 1 },
  ];
}

function fineSection({ uploads, faults, unread }: UploadsReport): readonly Section[] {
  const told = new Set([...faults, ...unread].map(({ certificate }) => certificate));
  const fine = uploads.filter(({ certificate }) => !told.has(certificate));
  if (fine.length === 0) return [];
  const entries = fine.map((each) => wrapText(`${nameOf(each)}, uploaded ${touchText(each)}`, item(2, 4)));
  return [{ title: `WITHOUT A FAULT (${fine.length})`, summary: [], entries, cutOrder: 2 }];
}
