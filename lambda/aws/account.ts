import {
  GetAccountInformationCommand,
  paginateListRegions,
  type AccountClient,
} from '@aws-sdk/client-account';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { allItems } from './pages';

/** The number of the account that the credentials belong to. */
export async function callerAccount(client: STSClient): Promise<string> {
  const { Account } = await client.send(new GetCallerIdentityCommand({}));
  if (Account === undefined) throw new Error('sts:GetCallerIdentity answered without an account');
  return Account;
}

/** The ARN of the session that the credentials are of: that which CloudTrail records as the caller. */
export async function callerArn(client: STSClient): Promise<string> {
  const { Arn } = await client.send(new GetCallerIdentityCommand({}));
  if (Arn === undefined) throw new Error('sts:GetCallerIdentity answered without an ARN');
  return Arn;
}

/** The Regions that are enabled in the account, those enabled by default among them. */
export function enabledRegions(client: AccountClient): Promise<readonly string[]> {
  const pages = paginateListRegions(
    { client },
    { RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] },
  );
  return allItems(pages, ({ Regions = [] }) => Regions.flatMap(({ RegionName }) => RegionName ?? []));
}

/**
 * What the account is called. Without an AccountId it is the caller's own, in an organisation or not ([ACC]).
 *
 * @param signal breaks the call off
 */
export async function accountName(client: AccountClient, signal: AbortSignal): Promise<string | null> {
  const answer = await client.send(new GetAccountInformationCommand({}), { abortSignal: signal });
  return answer.AccountName || null;
}
