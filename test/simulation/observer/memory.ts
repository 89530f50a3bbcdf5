import type { Write } from '../account/account';
import type { Listener, LoadBalancer } from '../account/estate';
import type { KnownRun } from '../actors/operator';
import { MINUTE } from '../clock';
import { mayMove } from '../policies';
import type { Process } from '../process';
import { plannedIn, type Entry } from '../product';
import type { Store } from '../store';

/** What really happened, as no program of the story can know it. */
export class Memory {
  readonly writes: Write[] = [];
  readonly runs: KnownRun[] = [];
  /** Everything that was ever written to a record. */
  private readonly texts: { readonly process: Process; readonly key: string; readonly text: string }[] = [];
  /** Programs after which nobody held the lease: what they had done was settled, whatever they heard of it. */
  private readonly settled = new Map<Process, number>();
  /** When somebody began to clear what was undone, and of which run. */
  private readonly forgets: { readonly run: string; readonly at: number }[] = [];

  /** The first program that writes to the folder of a run is the one whose run it is. */
  onPut(store: Store, process: Process, key: string, text: string): void {
    this.texts.push({ process, key, text });
    if (key.startsWith('lease/') && /"holder": null/.test(text)) this.settled.set(process, store.now);
    const id = /^runs\/([^/]+)\//.exec(key)?.[1];
    if (id === undefined || this.runs.some((run) => run.id === id)) return;
    this.runs.push({ id, store, process });
    process.runs.push(id);
  }

  forgotten(run: string, at: number): void {
    this.forgets.push({ run, at });
  }

  /** Whether a program has given the lease back, by then. */
  hasGivenBack(process: Process, by = Number.POSITIVE_INFINITY): boolean {
    return (this.settled.get(process) ?? Number.POSITIVE_INFINITY) < by;
  }

  /** What a run has planned and its program has not begun, where that program never came to write its report. */
  unbegunIn({ id, process }: KnownRun): readonly Entry[] {
    const textOf = (name: string): string | undefined =>
      this.texts.find((one) => one.process === process && one.key === `runs/${id}/${name}.json`)?.text;
    const plan = textOf('plan');
    if (plan === undefined || textOf('report') !== undefined) return [];
    return plannedIn(plan).filter((entry) => !this.isBegun(process, entry.id));
  }

  /** Whether a program has written to the record of its run that it is about to change a listener. */
  isBegun(process: Process, id: string): boolean {
    return this.hasWritten(process, id, /-intent\.json$/);
  }

  /**
   * Whether a program knows what became of a listener, and has written it to the record of its run. Where it has not, or
   * AWS never answered a write to that load balancer, nobody can know later whether it did anything.
   */
  isConcluded(process: Process, { arn, name }: LoadBalancer, id: string): boolean {
    const path = arn.split(':loadbalancer/')[1] ?? name;
    const isUnsure = process.unanswered.some((target) =>
      [path, name].some((one) => target.startsWith(`${one} `)),
    );
    return !isUnsure && this.hasWritten(process, id, /(report|-outcome)\.json$/);
  }

  private hasWritten(process: Process, id: string, name: RegExp): boolean {
    const isIts = (key: string): boolean => process.runs.some((run) => key.startsWith(`runs/${run}/`));
    return this.texts.some(
      ({ process: writer, key, text }) =>
        writer === process && isIts(key) && name.test(key) && text.includes(JSON.stringify(id)),
    );
  }

  /** What a program has written down as the result of a watch; `null`: nothing. */
  watchedBy(process: Process): string | null {
    const found = this.texts.find((one) => one.process === process && one.key.endsWith('/watch.json'));
    return /"result": "([^"]+)"/.exec(found?.text ?? '')?.[1] ?? null;
  }

  /** The last change of this very listener: a load balancer made again under its name is another one. */
  last(loadBalancer: LoadBalancer, { id }: Listener): Write | undefined {
    return this.writes.findLast((write) => write.loadBalancer === loadBalancer && write.listener.id === id);
  }

  /** Whether a listener is to be left alone: somebody undid a change of it, or set it back, and nobody cleared that. */
  holdOf(loadBalancer: LoadBalancer, listener: Listener): 'undone' | 'drift' | null {
    const last = this.last(loadBalancer, listener);
    if (last === undefined || this.isCleared(last)) return null;
    if (isUndo(last.process)) return 'undone';
    const { origin, policies } = listener;
    if (origin.process !== null || origin.at < last.at) return null;
    // Who went stricter has set nothing back.
    const isStricter = loadBalancer.type !== 'classic' && mayMove(last.after[0] ?? '', policies[0] ?? '');
    return isStricter ? null : 'drift';
  }

  private isCleared({ process, at }: Write): boolean {
    const { run } = process.purpose;
    const runs = isUndo(process) && run !== undefined ? [run, ...process.runs] : process.runs;
    return this.forgets.some((forget) => forget.at > at - MINUTE && runs.includes(forget.run));
  }
}

export function isUndo({ purpose }: Process): boolean {
  return purpose.kind === 'undo' || purpose.kind === 'watch';
}
