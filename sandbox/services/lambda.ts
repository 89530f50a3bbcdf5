import type { Stack } from '../deployment';
import { AwsError } from '../errors';
import { requiredText } from '../parameters';
import { type Protocol, restProtocol } from '../protocols';
import type { Handler, Service } from '../service';
import { restErrors } from './rest-errors';

const getFunctionConfiguration: Handler = (parameters, { accountState, region }) => {
  const name = requiredText(parameters, 'FunctionName');
  const stack = accountState.environs.stacks.find(
    (each) => each.region === region && functionOf(each) === name,
  );
  if (stack === undefined)
    throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
  const { state, lastUpdate, roleArn, environment = {} } = stack.function;
  return {
    answer: {
      FunctionName: name,
      State: state,
      LastUpdateStatus: lastUpdate,
      Role: roleArn,
      Environment: { Variables: environment },
    },
  };
};

function functionOf({ outputs }: Stack): string | undefined {
  return Object.entries(outputs).find(([output]) => output.endsWith('FunctionName'))?.[1];
}

/** `GET /2015-03-31/functions/NAME/configuration` is the one path here. */
const PATH = /^\/2015-03-31\/functions\/([^/]+)\/configuration$/;

const protocol: Protocol = {
  ...restProtocol,
  action: ({ method, path }) =>
    method === 'GET' && PATH.test(path) ? 'GetFunctionConfiguration' : `${method} ${path}`,
  parameters: ({ path }) => ({ FunctionName: decodeURIComponent(PATH.exec(path)?.[1] ?? '') }),
};

export const lambda: Service = {
  name: 'lambda',
  scope: 'lambda',
  protocol,
  errors: restErrors,
  mutating: new Set(),
  actions: { GetFunctionConfiguration: getFunctionConfiguration },
};
