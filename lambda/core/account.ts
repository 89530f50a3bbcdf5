import { UserError } from './user-error';

/**
 * What is of one account is not carried out in another.
 *
 * @param what the thing that is of `account`, for the message
 * @param credentials the account that the credentials belong to
 * @throws UserError where they differ, with the advice
 */
export function requireSameAccount(
  what: string,
  account: string,
  credentials: string,
  advice = 'use the credentials of that account',
): void {
  if (account === credentials) return;
  throw new UserError(
    `${what} is of account ${account}, the credentials are of ${credentials}; ${advice}`,
    1,
  );
}
