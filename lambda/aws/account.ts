import { ListRegionsCommand, type AccountClient } from '@aws-sdk/client-account';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { allPages } from './pages';

/** The number of the account that the credentials belong to. */
export async function callerAccount(client: STSClient): Promise<string> {
  const { Account } = await client.send(new GetCallerIdentityCommand({}));
  if (Account === undefined) throw new Error('sts:GetCallerIdentity answered without an account');
  return Account;
}

/** The Regions that are enabled in the account, those enabled by default among them. */
export function enabledRegions(client: AccountClient): Promise<readonly string[]> {
  return allPages(async (NextToken) => {
    const { Regions = [], NextToken: next } = await client.send(
      new ListRegionsCommand({ RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'], NextToken }),
    );
    return { items: Regions.flatMap(({ RegionName }) => RegionName ?? []), next };
  });
}
