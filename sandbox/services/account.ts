import { integer, text, texts } from '../parameters';
import { page } from '../paging';
import { restProtocol } from '../protocols';
import { InvalidParameter } from '../errors';
import type { Handler, Service } from '../service';

const listRegions: Handler = (parameters, { accountState }) => {
  const statuses = texts(parameters, 'RegionOptStatusContains');
  const regions = [...accountState.regionStatus].filter(([, status]) => statuses?.includes(status) ?? true);
  const { items, next } = page({
    items: regions,
    limit: Math.min(accountState.pageSize, integer(parameters, 'MaxResults', 1, 50) ?? 50),
    marker: text(parameters, 'NextToken'),
  });
  return {
    answer: {
      Regions: items.map(([name, status]) => ({ RegionName: name, RegionOptStatus: status })),
      NextToken: next,
    },
  };
};

/** Of another account of the organisation it is asked with AccountId, which is not done here. */
const getAccountInformation: Handler = (parameters, { accountState: { account: id, accountName } }) => {
  if (text(parameters, 'AccountId') !== undefined)
    throw new InvalidParameter('AccountId is for member accounts, and there is none here');
  return {
    answer: {
      AccountId: id,
      ...(accountName === undefined ? {} : { AccountName: accountName }),
      AccountState: 'ACTIVE',
    },
  };
};

export const account: Service = {
  name: 'account',
  scope: 'account',
  global: true,
  protocol: restProtocol,
  errors: {
    throttle: { code: 'TooManyRequestsException', status: 429 },
    deny: { code: 'AccessDeniedException', status: 403 },
    internal: { code: 'InternalServerException', status: 500 },
    validation: { code: 'ValidationException', status: 400 },
    unknownAction: { code: 'UnknownOperationException', status: 404 },
    region: { code: 'UnrecognizedClientException', status: 403 },
  },
  mutating: new Set(),
  actions: { GetAccountInformation: getAccountInformation, ListRegions: listRegions },
};
