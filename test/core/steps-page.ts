import { STEPS, type StepId } from '../../lambda/core/step-table';
import { STEP_MEANINGS } from '../../lambda/core/step-meanings';

/** docs/steps.md, made from the table of next steps. */

const KINDS = [
  ['do', 'Somebody has to act. The first line of the digest counts these.'],
  ['wait', 'It goes on by itself.'],
  ['done', 'It is for the record.'],
] as const;

export function stepsPage(): string {
  return [
    '# Next steps',
    '',
    'A digest is grouped by what to do next. The groups are data in the JSON report (`steps`): `id` of this closed set,',
    '`title`, `how`, `commands`, the numbers of the `listeners` as `elb-tls undo RUN NUMBER` takes them, and `items` for',
    'what is no listener. Generated from `lambda/core/step-table.ts`; do not edit, run',
    '`UPDATE_DOCS=1 npx jest test/core/steps-page` instead.',
    ...KINDS.flatMap(([kind, what]) => [
      '',
      `## ${kind}`,
      '',
      what,
      '',
      '| id | title | when |',
      '|---|---|---|',
      ...rows(kind),
    ]),
    '',
  ].join('\n');
}

function rows(kind: string): readonly string[] {
  const ids = Object.keys(STEPS).filter((id): id is StepId => id in STEPS);
  return ids
    .filter((id) => STEPS[id].kind === kind)
    .map((id) => `| \`${id}\` | ${STEPS[id].title} | ${STEP_MEANINGS[id]} |`);
}
