import { leftUndone, type Looked, type WatchReport } from '../watch';
import { count, sentence } from './sentence';

/** The sentences of a watch. */

/** What a watch came to, for the record, the next digest and the terminal. */
export function watchDetail(report: WatchReport): string {
  const { loadBalancers, worse, changedSince, gone, unreadable, undone, notUndone } = report;
  const changed = changedSince.length - gone.length;
  const left = leftUndone(report).length;
  const sentences = [
    ...worse.map(({ loadBalancer: { name, region }, handshakes: { after, before, weekBefore } }) => {
      const compared = `${before} in the same period before it and ${weekBefore} a week earlier`;
      return `Clients fail on ${name} (${region}): ${count(after, 'failed handshake')} since the change, ${compared}.`;
    }),
    ...(undone === null
      ? []
      : [`${count(undone.totals.reverted, 'listener')} undone by run ${undone.runId}.`]),
    ...(left === 0 ? [] : [`${count(left, 'listener')} could not be undone.`]),
    ...(notUndone === null ? [] : [sentence(`not undone: ${notUndone}`)]),
    ...unreadable.map(({ code, message }) => sentence(`not watched: ${code}: ${message}`)),
    ...(changed === 0 ? [] : [`${count(changed, 'listener')} changed since by somebody else.`]),
    ...(gone.length === 0 ? [] : [`${count(gone.length, 'listener')} deleted since.`]),
  ];
  return sentences.length === 0 ? quiet(loadBalancers) : sentences.join(' ');
}

/** [CLB-met] */
function quiet(loadBalancers: readonly Looked[]): string {
  const classic = loadBalancers.filter(({ loadBalancer }) => loadBalancer.type === 'classic').length;
  const measured = loadBalancers.length - classic;
  return [
    ...(measured === 0 ? [] : [`Quiet: clients do not fail on ${count(measured, 'load balancer')}.`]),
    ...(classic === 0
      ? []
      : [
          `On ${count(classic, 'Classic load balancer')} only the policies were checked: they are as they were set.`,
        ]),
  ].join(' ');
}

/** Why an automatic undo did not begin. */
export function leaseHeldBy({
  runId,
  mode,
  since,
}: Readonly<Record<'runId' | 'mode' | 'since', string>>): string {
  return `run ${runId} (${mode}) holds the lease of the account since ${since}`;
}

/** Why an automatic undo did not begin. */
export function ofUnknownOrigin(): string {
  return (
    'the event that asked for this watch names no version of the report. So it is where the run was cut off before it had ' +
    'its watch scheduled, where the bucket keeps no versions, and where the event is of release 0.1 or a person sent it. ' +
    'Anybody may have written what is there: compare it with what you know, then undo at a terminal'
  );
}

/** Of a run that was cut off between its report and the schedule of its watch. */
export function watchedByAnother(): string {
  return (
    'The watch looks and tells, and undoes nothing unasked: that run had not scheduled it, ' +
    'and nobody else knows which version of the report it wrote.'
  );
}
