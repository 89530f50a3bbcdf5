import type { CertificateFault } from '../core/certificate';
import { CERTIFICATE_FAULT_IDS, CERTIFICATE_FAULTS } from '../core/certificate-faults';
import type { Report } from '../core/report';
import { certificateSentence } from '../core/wording/certificates';
import { count } from '../core/wording/sentence';
import type { Section } from './digest/cut';
import { barred, HEAD, item, wrapText, type Page } from './text';

/** Before the notes, behind what needs somebody. */
const CUT_ORDER = 1.5;

/** Most of a kind that a mail names; the record has all. */
const MOST_NAMED = 10;

/**
 * What the certificates came to. What needs somebody is among the next steps, and a number here; what is untidy and no more
 * is named here, with what to do about it.
 */
export function certificateSections(report: Report, page?: Page): readonly Section[] {
  const faults = report.certificates?.faults ?? [];
  return [
    ...certificateLine(report, page),
    ...CERTIFICATE_FAULT_IDS.filter((id) => CERTIFICATE_FAULTS[id].step === null).flatMap((id) =>
      untidySection(
        id,
        faults.filter(({ fault }) => fault === id),
        page,
      ),
    ),
  ];
}

/** `CERTIFICATES (12): 2 faults above, 1 to tidy up. Never changed.` */
export function certificateLine({ certificates }: Report, page?: Page): readonly Section[] {
  if (certificates === undefined) return [];
  const { read, faults, unread } = certificates;
  const untidy = faults.filter(({ fault }) => CERTIFICATE_FAULTS[fault].step === null).length;
  const urgent = faults.length - untidy;
  const parts = [
    urgent === 0 ? 'none needs you' : `${count(urgent, 'fault')} above`,
    ...(unread.length === 0 ? [] : ['not all could be read, see above']),
    ...(untidy === 0 ? [] : [`${untidy} to tidy up`]),
  ];
  const [title = '', ...summary] = wrapText(
    `CERTIFICATES (${read}): ${parts.join(', ')}. Never changed.`,
    HEAD,
    page,
  );
  return [{ title, summary, entries: [], cutOrder: CUT_ORDER }];
}

function untidySection(
  id: CertificateFault['fault'],
  its: readonly CertificateFault[],
  page: Page | undefined,
): readonly Section[] {
  if (its.length === 0) return [];
  const { title: what, next } = CERTIFICATE_FAULTS[id];
  const [title = '', ...summary] = wrapText(`TIDY UP: ${what} (${its.length})`, HEAD, page);
  const more = its.length - MOST_NAMED;
  const sentences = [
    ...its.slice(0, MOST_NAMED).map(certificateSentence),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  return [
    {
      title,
      summary: [...summary, ...wrapText(next, barred(4), page)],
      entries: sentences.map((each) => wrapText(each, item(2, 4), page)),
      cutOrder: CUT_ORDER,
    },
  ];
}
