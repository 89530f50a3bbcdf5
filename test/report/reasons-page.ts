import { REASONS, type Outcome } from '../../lambda/core/reasons';
import { URGENCY } from '../../lambda/report/order';

/** docs/reasons.md, made from the code: what it says of an outcome is here, its reasons are in lambda/core/reasons.ts. */

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  failed: 'Something went wrong. The run ends with an error, and the next run tries again.',
  held: 'Nothing was changed; the reason says why. It may need a decision from you.',
  changed: 'The listener moved to its target, and reading it back confirmed that.',
  planned: 'A dry run: an apply would move the listener to its target, an undo would move it back.',
  reverted: 'An undo rolled the listener back to its former policy. Only an undo may weaken.',
  exempt: 'The listener would move, but its owner exempted it.',
  compliant: 'Nothing to do.',
};

export function reasonsPage(): string {
  return [
    '# Outcomes and reasons',
    '',
    'Every secure listener in scope has exactly one outcome, and every outcome has one reason of a closed set. Both are',
    'in the JSON report (`outcome`, `reason`). Generated from `lambda/core/reasons.ts`; do not edit, run',
    '`UPDATE_DOCS=1 npx jest test/report/reasons-page` instead.',
    ...URGENCY.flatMap(sectionOf),
    '',
  ].join('\n');
}

function sectionOf(outcome: Outcome): readonly string[] {
  const reasons = Object.entries<string>(REASONS[outcome]);
  const rows = reasons.map(([reason, text]) => `| \`${reason}\` | ${text} |`);
  return [
    '',
    `## ${outcome}`,
    '',
    OUTCOMES[outcome],
    ...(rows.length > 0 ? ['', '| reason | meaning |', '|---|---|', ...rows] : []),
  ];
}
