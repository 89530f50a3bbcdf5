import { hasFailed, type Report } from '../report';
import { kindOf } from '../step-table';

/** Whether somebody has to act. Public: subscribers filter by it. */
export const VERDICTS = ['nothing', 'attention', 'failed'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** `failed` before `attention`: what failed needs somebody too. */
export function verdictOf(report: Report): Verdict {
  if (hasFailed(report)) return 'failed';
  return report.steps.some(({ id }) => kindOf(id) === 'do') ? 'attention' : 'nothing';
}
