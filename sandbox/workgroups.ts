/** Workgroups of Athena and what runs in them. No SQL is understood here: whoever makes a workgroup says who answers. */

/** What becomes of a statement. */
export type StatementEnd =
  | {
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (string | null)[])[];
      readonly scannedBytes: number;
    }
  | { readonly failed: string };

export interface Workgroup {
  readonly region: string;
  readonly name: string;
  /** Whether it says where results go. Default: it does. */
  readonly hasOutput?: boolean;
  /** Answers a statement; it is RUNNING until then. */
  readonly engine: (statement: string) => Promise<StatementEnd>;
}

/** A statement that was started. */
export class Execution {
  readonly id: string;
  readonly region: string;
  readonly workgroup: string;
  readonly statement: string;
  end: StatementEnd | 'running' | 'cancelled' = 'running';

  constructor(id: string, { region, name, engine }: Workgroup, statement: string) {
    this.id = id;
    this.region = region;
    this.workgroup = name;
    this.statement = statement;
    engine(statement).then(
      (end) => this.#finish(end),
      (error: unknown) => this.#finish({ failed: String(error) }),
    );
  }

  /** What was stopped stays so, whatever the engine says later. */
  stop(): void {
    if (this.end === 'running') this.end = 'cancelled';
  }

  #finish(end: StatementEnd): void {
    if (this.end === 'running') this.end = end;
  }
}
