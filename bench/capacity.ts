import { Agent, request } from 'node:http';
import type { Account } from './ask-account';
import { REGION } from './estate';

/** How many calls a second the sandbox can serve: the measurements mean something far below that alone. */
export async function capacityOf(account: Account): Promise<number> {
  const { AWS_ENDPOINT_URL: endpoint = '' } = await account.furnish({
    web: 2_000,
    timesAsLarge: 1,
    condition: 'old',
    latencyMs: 0,
    buckets: false,
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const end = performance.now() + 3_000;
  let served = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      await listLoadBalancers(endpoint, agent);
      served += 1;
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  agent.destroy();
  return served / 3;
}

/** A page of one, so that the answer is about as long as that to DescribeListeners. */
async function listLoadBalancers(endpoint: string, agent: Agent): Promise<void> {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: `AWS4-HMAC-SHA256 Credential=key/20261126/${REGION}/elasticloadbalancing/aws4_request`,
  };
  await new Promise<void>((resolve, reject) => {
    const asked = request(endpoint, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', resolve).once('error', reject);
    });
    asked.once('error', reject);
    asked.end('Action=DescribeLoadBalancers&PageSize=1&Version=2015-12-01');
  });
}
