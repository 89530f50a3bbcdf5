import type { Write } from '../account/account';
import { isSame } from '../account/estate';
import type { Process } from '../process';
import { reportIn, whyUnreadable } from '../product';
import type { World } from '../world';
import { AFTER_UNDO, AT_CALM, IN_TURN, type JudgeEnd } from './at-end';
import { isOpen, isOurs, type Facts, type JudgeWrite } from './facts';
import { ALL, type Finding, type Invariant } from './invariants';
import { isUndo, Memory } from './memory';
import { judgeMessages } from './messages';
import { RULES } from './rules';
import { judgeSince } from './since';
import { TOGETHER } from './together';
import { askedAbout, calledForeign, dueOf, isBack, isThere, missedBy, UNDOS, wasUndisturbed } from './undos';

const JUDGES = { ...RULES, ...TOGETHER, ...UNDOS };

/** Sees everything that really happens, and judges it by the promises alone. */
export class Observer {
  readonly memory = new Memory();
  /** The first finding of each invariant. */
  readonly findings = new Map<Invariant, Finding>();
  private readonly facts: Facts;
  private readonly due = new Map<Process, ReturnType<typeof dueOf>>();

  constructor(
    private readonly world: World,
    private readonly wanted: ReadonlySet<Invariant>,
  ) {
    this.facts = { world, memory: this.memory };
    world.account.onWrite = (write) => this.onWrite(write);
    world.account.onMix = (process, loadBalancer, { seen }) => {
      const isSeen = loadBalancer.listeners.every(({ id, policies }) =>
        isSame(seen.listeners.get(id) ?? [], policies),
      );
      const what = `${process.name} tries to mix policies on ${loadBalancer.name}`;
      if (isSeen && !isUndo(process)) this.found('alb-mix', what, [process.id]);
    };
    world.onStart = (process) => this.onStart(process);
    world.onEnd = (process) => this.onEnd(process);
    for (const store of world.stores)
      store.onPut = (process, key, text) => {
        this.memory.onPut(store, process, key, text);
        const why = whyUnreadable(key, text);
        if (why !== null) this.found('record-readable', `${process.name} wrote ${key}: ${why}`, [process.id]);
      };
  }

  /** How many load balancers wait for a change. */
  get waiting(): number {
    return this.world.account.loadBalancers.filter(
      (one) => isOurs(one, this.facts) && one.listeners.some((listener) => isOpen(one, listener)),
    ).length;
  }

  inTurn(): void {
    this.judgeAll(IN_TURN);
  }

  atCalm(): void {
    this.judgeAll(AT_CALM);
  }

  afterUndo(): void {
    this.judgeAll(AFTER_UNDO);
  }

  found(invariant: Invariant, what: string, processes: readonly number[]): void {
    if (!this.wanted.has(invariant) || this.findings.has(invariant)) return;
    this.findings.set(invariant, { invariant, what, processes, at: this.world.time.now });
  }

  private onWrite(write: Write): void {
    const { process, loadBalancer, listener, before, after } = write;
    const what = `has ${loadBalancer.name} :${listener.port} changed from ${before.join(' ')} to ${after.join(' ')}`;
    this.world.log.event(this.world.time.now, process.name, what, process.id);
    // Waves look back on what was done before this one, limits count it too.
    for (const [name, judge] of entriesOf(JUDGES)) {
      if (!name.startsWith('limit')) this.judge(name, judge, write);
    }
    this.memory.writes.push(write);
    for (const [name, judge] of entriesOf(JUDGES)) {
      if (name.startsWith('limit')) this.judge(name, judge, write);
    }
  }

  private judge(name: Invariant, judge: JudgeWrite, write: Write): void {
    const why = judge(write, this.facts);
    if (why === null) return;
    const { process, loadBalancer, listener } = write;
    this.found(name, `${process.name} changed ${loadBalancer.name} :${listener.port}: ${why}`, [process.id]);
  }

  private onStart(process: Process): void {
    const { kind, run, at } = { ...process.purpose, at: this.world.time.now };
    if (kind === 'undo' || kind === 'watch') this.due.set(process, dueOf(process, this.facts));
    if (kind === 'forget' && run !== undefined) this.memory.forgotten(run, at);
  }

  private onEnd(process: Process): void {
    const { purpose, end, hasTold } = process;
    const said = [...judgeMessages(process, this.facts), ...judgeSince(process, this.facts)];
    for (const { invariant, what } of said) this.found(invariant, what, [process.id]);
    const isFunction = purpose.where === 'function';
    if (isFunction && end === 'timed-out' && !hasTold) {
      this.found('died-silent', `${process.name} told nobody until its time was up`, [process.id]);
    }
    if (isFunction && end === 'failed' && !hasTold) {
      this.found('failed-silent', `${process.name} failed and told nobody: ${String(process.error)}`, [
        process.id,
      ]);
    }
    if (purpose.kind === 'undo') this.afterAnUndo(process);
    if (purpose.kind === 'watch') this.afterAWatch(process);
  }

  private afterAnUndo(process: Process): void {
    const foreign = calledForeign(process, this.facts);
    if (foreign !== undefined) {
      this.found('undo-again', `${process.name} does not know its own work on ${foreign.loadBalancer.name}`, [
        process.id,
      ]);
    }
    const due = this.due.get(process) ?? [];
    if (due.length === 0 || !wasUndisturbed(process, this.facts)) return;
    const asked = askedAbout(process);
    const left =
      process.purpose.isPartial === true
        ? undefined
        : due
            .filter((one) => isThere(one, this.world))
            .find((one) => !isBack(one) && !asked.has(one.listener.id));
    if (left !== undefined) {
      const { loadBalancer, listener } = left;
      this.found('undo-works', `${process.name} has not put ${loadBalancer.name} :${listener.port} back`, [
        process.id,
      ]);
    }
    const report = reportIn(process.answer);
    const isFailed =
      report !== null &&
      (report.totals.failed > 0 || report.regions.some(({ status }) => status === 'failed'));
    if (isFailed) this.found('undo-clean', `${process.name} says that something failed`, [process.id]);
  }

  private afterAWatch(process: Process): void {
    const result = this.memory.watchedBy(process);
    if (result === 'quiet' && process.unmeasured.size > 0) {
      this.found(
        'watch-blind',
        `${process.name} says quiet, and has not read ${[...process.unmeasured].join()}`,
        [process.id],
      );
    }
    const isDisturbed = process.faults > 0 || process.hasTold || (this.due.get(process) ?? []).length === 0;
    if (result === null && !isDisturbed) {
      this.found('watch-word', `nobody can see that ${process.name} has looked`, [process.id]);
    }
    const missed = missedBy(process, this.due.get(process) ?? [], this.facts);
    if (missed === undefined) return;
    const { loadBalancer, listener } = missed;
    const what = `clients fail on ${loadBalancer.name} :${listener.port}, and ${process.name} left it as it is`;
    this.found('watch-missed', what, [process.id]);
  }

  private judgeAll(judges: Partial<Readonly<Record<Invariant, JudgeEnd>>>): void {
    for (const [name, judge] of entriesOf(judges)) {
      for (const { what, processes } of judge(this.facts)) this.found(name, what, processes);
    }
  }
}

function entriesOf<T>(judges: Partial<Readonly<Record<Invariant, T>>>): readonly (readonly [Invariant, T])[] {
  return ALL.flatMap((name) => {
    const judge = judges[name];
    return judge === undefined ? [] : [[name, judge] as const];
  });
}
