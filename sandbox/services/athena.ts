import { AwsError, InvalidParameter } from '../errors';
import { page } from '../paging';
import { integer, requiredText, text } from '../parameters';
import { jsonProtocol } from '../protocols';
import type { Context, Handler, Service } from '../service';
import type { Structure } from '../values';
import { Execution } from '../workgroups';

/** The most rows of one page. */
const ROWS = 1000;

const startQueryExecution: Handler = (parameters, { accountState, region }) => {
  const statement = requiredText(parameters, 'QueryString');
  const name = text(parameters, 'WorkGroup') ?? 'primary';
  const { workgroups, executions } = accountState.environs;
  const found = workgroups.find((each) => each.name === name && each.region === region);
  if (found === undefined) throw invalid(`WorkGroup ${name} is not found.`);
  if (found.hasOutput === false) {
    throw invalid(
      'No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.',
    );
  }
  const id = `00000000-0000-4000-8000-${String(executions.length + 1).padStart(12, '0')}`;
  return {
    answer: { QueryExecutionId: id },
    change: () => executions.push(new Execution(id, found, statement)),
  };
};

const getQueryExecution: Handler = (parameters, context) => {
  const { id, statement, workgroup, end } = find(parameters, context);
  const done = typeof end === 'object' && 'rows' in end;
  const failed = typeof end === 'object' && 'failed' in end ? end.failed : undefined;
  return {
    answer: {
      QueryExecution: {
        QueryExecutionId: id,
        Query: statement,
        StatementType: isDml(statement) ? 'DML' : 'DDL',
        WorkGroup: workgroup,
        Status: { State: stateOf(end), StateChangeReason: failed },
        Statistics: { DataScannedInBytes: done ? end.scannedBytes : 0 },
      },
    },
  };
};

const getQueryResults: Handler = (parameters, context) => {
  const { end, statement } = find(parameters, context);
  if (end === 'running') throw invalid('Query has not yet finished. Current state: RUNNING');
  if (end === 'cancelled' || 'failed' in end)
    throw invalid(`Query did not finish successfully. Final query state: ${stateOf(end)}`);
  // A SELECT answers with the names of its columns first.
  const items = isDml(statement) ? [end.columns, ...end.rows] : end.rows;
  const asked = integer(parameters, 'MaxResults', 1, ROWS) ?? ROWS;
  const { pageSize } = context.accountState;
  const limit = Math.min(asked, pageSize);
  const { items: rows, next } = page({ items, limit, marker: text(parameters, 'NextToken') });
  return {
    answer: {
      ResultSet: {
        Rows: rows.map((cells) => ({
          Data: cells.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
        })),
      },
      NextToken: next,
    },
  };
};

const stopQueryExecution: Handler = (parameters, context) => {
  const execution = find(parameters, context);
  return { answer: {}, change: () => execution.stop() };
};

function find(parameters: Structure, { accountState, region }: Context): Execution {
  const id = requiredText(parameters, 'QueryExecutionId');
  const found = accountState.environs.executions.find((each) => each.id === id && each.region === region);
  if (found !== undefined) return found;
  throw new InvalidParameter(`QueryExecution ${id} was not found`);
}

function stateOf(end: Execution['end']): string {
  if (end === 'running') return 'RUNNING';
  if (end === 'cancelled') return 'CANCELLED';
  return 'failed' in end ? 'FAILED' : 'SUCCEEDED';
}

function isDml(statement: string): boolean {
  return /^\s*(?:SELECT|WITH)\b/i.test(statement);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidRequestException', message, 400);
}

export const athena: Service = {
  name: 'athena',
  scope: 'athena',
  protocol: jsonProtocol,
  errors: {
    throttle: { code: 'TooManyRequestsException', status: 400 },
    deny: { code: 'AccessDeniedException', status: 400 },
    internal: { code: 'InternalServerException', status: 500 },
    validation: { code: 'InvalidRequestException', status: 400 },
    unknownAction: { code: 'UnknownOperationException', status: 400 },
    region: { code: 'UnrecognizedClientException', status: 400 },
  },
  mutating: new Set(),
  actions: {
    StartQueryExecution: startQueryExecution,
    GetQueryExecution: getQueryExecution,
    GetQueryResults: getQueryResults,
    StopQueryExecution: stopQueryExecution,
  },
};
