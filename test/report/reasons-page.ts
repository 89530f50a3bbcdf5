import { REASONS, type Outcome } from '../../lambda/core/reasons';
import { URGENCY } from '../../lambda/report/order';

/** docs/reasons.md, made from the code: what it says of an outcome is here, its reasons are in lambda/core/reasons.ts. */

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  failed: 'Something went wrong. The run ends with an error, and the next one tries again.',
  held: 'Nothing was changed, and the reason says why. Somebody may have to decide.',
  changed: 'The listener was moved to its target, and AWS showed it when it was read back.',
  planned: 'A dry run: an apply would move the listener to its target, an undo back to what it had.',
  reverted: 'An undo put back what the listener had. It is the one move that may weaken.',
  exempt: 'The listener would move, and its owner does not want that.',
  compliant: 'Nothing is to be done.',
};

export function reasonsPage(): string {
  return [
    '# Outcomes and reasons',
    '',
    'Every secure listener in scope has exactly one outcome, and every outcome has one reason of a closed set. Both are',
    'in the JSON report (`outcome`, `reason`). Made from `lambda/core/reasons.ts`; do not edit, run',
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
