/** The answer to one statement. */
export interface StatementAnswer {
  readonly columns: readonly string[];
  /** In the order of the columns; `null` where SQL says NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** What was read of the bucket for it, in bytes. */
  readonly scannedBytes: number;
}

/** Whoever runs SQL over the logs. */
export interface LogSql {
  /**
   * Runs one statement to its end.
   *
   * @param signal stops it, there too, so that it costs no more
   * @throws what keeps it from being run, or from coming to its end
   */
  run(statement: string, signal: AbortSignal): Promise<StatementAnswer>;
}
