import { Answers, rowsOf, type AnswerRow } from '../core/impact/athena/answer';
import type { LogSql } from '../core/impact/athena/port';
import { statementsFor, type LogQuestion } from '../core/impact/athena/statements';
import type { LogFormat } from '../core/impact/log-line';
import type { WhatWasRead } from '../core/impact/reading';
import type { Seen } from '../core/impact/tally';

/** What SQL answered to the query for one format. */
export interface SqlAnswer {
  readonly format: LogFormat;
  readonly rows: readonly AnswerRow[];
  readonly scannedBytes: number;
}

/**
 * Has SQL count the logs of a tree: makes the database and the tables that are not there, and asks one query for each format, all
 * at once. Where one fails the others are stopped, so that nobody pays for half an answer.
 *
 * @param signal stops all that is running
 * @param onAnswer told after each query
 * @throws what the first statement that failed throws
 */
export async function rowsBySql(
  sql: LogSql,
  question: LogQuestion,
  signal: AbortSignal,
  onAnswer: (answered: number) => void = () => undefined,
): Promise<readonly SqlAnswer[]> {
  const { database, tables, queries } = statementsFor(question);
  await sql.run(database, signal);
  await allOrNone(tables, signal, (statement, until) => sql.run(statement, until));
  let answered = 0;
  return allOrNone(queries, signal, async ([format, query], until) => {
    const answer = await sql.run(query, until);
    answered += 1;
    onAnswer(answered);
    return { format, rows: rowsOf(answer.columns, answer.rows), scannedBytes: answer.scannedBytes };
  });
}

/** The same, and what all of it comes to. */
export async function askSql(
  sql: LogSql,
  question: LogQuestion,
  signal: AbortSignal,
  onAnswer?: (answered: number) => void,
): Promise<{ readonly seen: Seen; readonly read: WhatWasRead }> {
  const all = await rowsBySql(sql, question, signal, onAnswer);
  const answers = new Answers(question, question.formats);
  for (const { format, rows } of all) answers.add(format, rows);
  return { seen: answers, read: whatWasRead(answers, all) };
}

function whatWasRead({ lines, skipped, share, notes }: Answers, all: readonly SqlAnswer[]): WhatWasRead {
  return {
    engine: 'athena',
    files: null,
    counts: { bytes: null, lines, skipped },
    scannedBytes: all.reduce((sum, { scannedBytes }) => sum + scannedBytes, 0),
    unreadFiles: new Map(),
    unread: [],
    share,
    notes,
  };
}

/** Each at the same time. The first that fails stops the others, and is thrown when all have ended. */
async function allOrNone<Of, Answer>(
  all: readonly Of[],
  signal: AbortSignal,
  run: (each: Of, until: AbortSignal) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const failure = new AbortController();
  const until = AbortSignal.any([signal, failure.signal]);
  const errors: unknown[] = [];
  const ends = await Promise.allSettled(
    all.map(async (each) => {
      try {
        return await run(each, until);
      } catch (error) {
        errors.push(error);
        failure.abort();
        throw error;
      }
    }),
  );
  if (errors.length > 0) throw errors[0];
  return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
}
