import { CALLER } from './iam';
import { queryProtocol } from '../protocols';
import { type Service, queryErrors } from '../service';

export const sts: Service = {
  name: 'sts',
  scope: 'sts',
  protocol: queryProtocol('https://sts.amazonaws.com/doc/2011-06-15/'),
  errors: queryErrors,
  mutating: new Set(),
  actions: {
    GetCallerIdentity: (_parameters, { accountState }) => ({
      answer: {
        Account: accountState.account,
        Arn: `arn:aws:sts::${accountState.account}:assumed-role/${CALLER}/caller`,
        UserId: 'AROASANDBOX:caller',
      },
    }),
  },
};
