import type { LogFormat } from '../log-line';
import type { TallyOptions } from '../tally';
import { FORMATS } from './formats';
import type { LogTree } from './place';
import { queryOf } from './query';
import { databaseStatement, tableOf } from './tables';

/** What somebody asks of the logs of a tree. */
export interface LogQuestion extends Pick<TallyOptions, 'policies' | 'fullAddresses'> {
  readonly tree: LogTree;
  readonly database: string;
  /** Days of the folders that logs lie in, both included: `2026/11/20`. */
  readonly first: string;
  readonly last: string;
  readonly formats: readonly LogFormat[];
}

/** All that is run for it, in this order: what is to be there, and one query for each format. */
export interface Statements {
  readonly database: string;
  readonly tables: readonly string[];
  readonly queries: readonly (readonly [format: LogFormat, query: string])[];
}

export function statementsFor(question: LogQuestion): Statements {
  const { tree, database, policies, formats } = question;
  const asked = FORMATS.filter((format) => formats.includes(format)).map(
    (format) => [format, tableOf(format, database, tree)] as const,
  );
  return {
    database: databaseStatement(database),
    tables: asked.map(([, { statement }]) => statement),
    queries: asked.map(([format, { name }]) => {
      const { target } = policies[format === 'classic' ? 'classic' : 'elbv2'];
      return [format, queryOf({ ...question, format, table: name, target })] as const;
    }),
  };
}

/** To be pasted: each with a semicolon behind it. */
export function statementsText({ database, tables, queries }: Statements): string {
  return [database, ...tables, ...queries.map(([, query]) => query)]
    .map((statement) => `${statement};\n`)
    .join('\n');
}
