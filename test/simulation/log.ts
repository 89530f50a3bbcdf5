/** What happened, in the order in which it happened: what a finding is told with. */

export interface Line {
  readonly at: number;
  /** The number of a process; `null`: somebody else. */
  readonly process: number | null;
  readonly who: string;
  readonly what: string;
  /** A call like many: told only where it matters. */
  readonly isDetail: boolean;
  /** A program that comes and goes: told where it changed something. */
  readonly isRoutine: boolean;
}

export class Log {
  readonly lines: Line[] = [];

  event(at: number, who: string, what: string, process: number | null = null, isRoutine = false): void {
    this.lines.push({ at, who, what, process, isDetail: false, isRoutine });
  }

  detail(at: number, who: string, what: string, process: number): void {
    this.lines.push({ at, who, what, process, isDetail: true, isRoutine: false });
  }

  /** Everything, call by call. */
  whole(): string {
    return this.lines.map(lineOf).join('\n');
  }

  /** The story up to a moment, with every call of the processes that matter. */
  story(until: number, processes: readonly number[]): string {
    const told = this.lines.filter(({ at }) => at <= until);
    const events = told.filter(({ isDetail, isRoutine }) => !isDetail && !isRoutine);
    const active = new Set(events.map(({ process }) => process));
    return told
      .filter(
        ({ process, isDetail, isRoutine }) =>
          processes.includes(process ?? -1) || (!isDetail && (!isRoutine || active.has(process))),
      )
      .map(lineOf)
      .join('\n');
  }
}

function lineOf({ at, who, what }: Line): string {
  return `${new Date(at).toISOString().replace('T', ' ')}  ${who}: ${what}`;
}
