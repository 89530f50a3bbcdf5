import { requireSameAccount } from '../../lambda/core/account';
import { UserError } from '../../lambda/core/user-error';

it('lets what is of this account pass', () => {
  expect(() => requireSameAccount('run r', '111122223333', '111122223333')).not.toThrow();
});

it('refuses what is of another account, with exit status 1', () => {
  const says =
    'run r is of account 999988887777, the credentials are of 111122223333; use the credentials of that account';
  expect(() => requireSameAccount('run r', '999988887777', '111122223333')).toThrow(new UserError(says, 1));
});
