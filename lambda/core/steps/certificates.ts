import { CERTIFICATE_FAULT_IDS, CERTIFICATE_FAULTS } from '../certificate-faults';
import type { Report } from '../report';
import type { Step } from '../step';
import { certificateSentence, unreadSentences } from '../wording/certificates';
import { itemStep } from './item-step';

/** What somebody has to do about certificates, a step for each fault. What is untidy and no more has none. */
export function certificateSteps({ certificates }: Pick<Report, 'certificates'>): readonly Step[] {
  if (certificates === undefined) return [];
  const { faults, unread } = certificates;
  return [
    ...CERTIFICATE_FAULT_IDS.flatMap((id) => {
      const { step, title, next } = CERTIFICATE_FAULTS[id];
      const its = faults.filter(({ fault }) => fault === id).map(certificateSentence);
      return step === null ? [] : itemStep(step, its, { title, how: next });
    }),
    ...itemStep('read-certificate', unreadSentences(unread)),
  ];
}
