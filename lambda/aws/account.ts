import { paginateListRegions, type AccountClient } from '@aws-sdk/client-account';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { allItems } from './pages';

/** The number of the account that the credentials belong to. */
export async function callerAccount(client: STSClient): Promise<string> {
  const { Account } = await client.send(new GetCallerIdentityCommand({}));
  if (Account === undefined) throw new Error('sts:GetCallerIdentity answered without an account');
  return Account;
}

/** The Regions that are enabled in the account, those enabled by default among them. */
export function enabledRegions(client: AccountClient): Promise<readonly string[]> {
  const pages = paginateListRegions(
    { client },
    { RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] },
  );
  return allItems(pages, ({ Regions = [] }) => Regions.flatMap(({ RegionName }) => RegionName ?? []));
}
