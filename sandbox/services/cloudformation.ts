import { text } from '../parameters';
import { page } from '../paging';
import { queryProtocol } from '../protocols';
import { type Handler, type Service, queryErrors } from '../service';

const pairs = (kind: string, map: Readonly<Record<string, string>>) =>
  Object.entries(map).map(([key, value]) => ({ [`${kind}Key`]: key, [`${kind}Value`]: value }));

const describeStacks: Handler = (parameters, { accountState, region }) => {
  const { items, next } = page({
    items: accountState.environs.stacks.filter((stack) => stack.region === region),
    limit: accountState.pageSize,
    marker: text(parameters, 'NextToken'),
  });
  return {
    answer: {
      Stacks: items.map(({ name, status = 'UPDATE_COMPLETE', parameters: its, outputs }) => ({
        StackName: name,
        StackStatus: status,
        CreationTime: '2026-01-01T00:00:00.000Z',
        Parameters: pairs('Parameter', its),
        Outputs: pairs('Output', outputs),
      })),
      NextToken: next,
    },
  };
};

export const cloudformation: Service = {
  name: 'cloudformation',
  scope: 'cloudformation',
  protocol: queryProtocol('http://cloudformation.amazonaws.com/doc/2010-05-15/'),
  errors: queryErrors,
  mutating: new Set(),
  actions: { DescribeStacks: describeStacks },
};
