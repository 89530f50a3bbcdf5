import { hint } from '../hint';
import type { Entry, Report } from '../report';
import type { Step } from '../step';
import { STEPS } from '../step-table';
import { oddities } from '../wording/verification';

/** More commands than these are a page of their own; the report has the name of every host. */
const MOST_COMMANDS = 5;

/** A step for changes that handshakes do not show: AWS confirmed them, and somebody looks again. */
export function verificationSteps(
  { listeners }: Pick<Report, 'listeners'>,
  numbers: ReadonlyMap<string, number>,
): readonly Step[] {
  const odd = listeners.filter(({ verification }) => verification?.asExpected === false);
  if (odd.length === 0) return [];
  return [
    {
      id: 'look-at-handshakes',
      title: STEPS['look-at-handshakes'].title,
      how: 'AWS confirmed these changes; DNS and propagation take time. Look again later:',
      commands: odd.slice(0, MOST_COMMANDS).flatMap(probeOf),
      listeners: [],
      items: odd.map((entry) => itemOf(entry, numbers.get(entry.id))),
    },
  ];
}

function itemOf({ region, loadBalancer, port, verification }: Entry, number: number | undefined): string {
  const place = `${number ?? ''} ${region} ${loadBalancer.name} :${port}`.trim();
  return verification === undefined ? place : `${place}: ${oddities(verification)}.`;
}

function probeOf({ verification, port, to }: Entry): readonly string[] {
  const host = verification?.host ?? null;
  if (host === null || to === null) return [];
  return [hint(['probe', `${host}:${port}`, '--policy', to], null)];
}
