import pMap from 'p-map';
import type { ServerCertificate, UnreadCertificate } from '../core/certificate';
import { unreadOf, type CertificateUse } from '../core/certificates/build';
import { isSecure, type LoadBalancer, type LoadBalancerRef, type RegionEstate } from '../core/estate';
import { ask, type Asked } from './ask';
import type { CertificateRun } from './certificate-run';

/** The certificates of IAM that no load balancer has, in the Regions of the sweep. */
export interface UnusedCertificates {
  readonly unused: readonly ServerCertificate[];
  readonly regions: readonly string[];
  readonly unread: readonly UnreadCertificate[];
}

/** CloudFront takes those of this path alone ([IAM-cert]): whether it has them is not looked at here. */
const OF_CLOUDFRONT = '/cloudfront/';

/** How many load balancers are asked for at a time. */
const AT_ONCE = 5;

/**
 * IAM does not say who has a certificate, so load balancers are asked: those in scope were already, and all others of the
 * same Regions where a certificate is left over. Where one cannot be read, nothing is called unused.
 */
export async function unusedCertificates(
  estates: readonly RegionEstate[],
  uses: readonly CertificateUse[],
  account: string,
  run: CertificateRun,
): Promise<UnusedCertificates> {
  const regions = estates.filter(({ closed }) => closed === undefined).map(({ region }) => region);
  const nothing = { unused: [], regions, unread: [] };
  const [first] = regions;
  if (first === undefined) return nothing;
  const listed = await ask('iam:ListServerCertificates', () => run.aws.certificates.listed(first), run);
  if (listed.status === 'gone') return nothing;
  if (listed.status === 'failed') return { ...nothing, unread: [unreadOf(listed.action, listed.error, [])] };
  const used = new Set(uses.map(({ arn }) => arn));
  const left = listed.value.filter(({ arn, path }) => !used.has(arn) && !path.startsWith(OF_CLOUDFRONT));
  if (left.length === 0) return nothing;
  const seen = new Set(uses.map(({ place: { loadBalancer } }) => loadBalancer.arn));
  const elsewhere = await pMap(regions, (region) => usedIn(region, seen, account, run));
  const failed = elsewhere.flatMap(({ unread: those }) => those);
  if (failed.length > 0) return { ...nothing, unread: failed };
  const others = new Set(elsewhere.flatMap(({ arns }) => arns));
  return { ...nothing, unused: left.filter(({ arn }) => !others.has(arn)) };
}

interface Used {
  readonly arns: readonly string[];
  readonly unread: readonly UnreadCertificate[];
}

/** What the load balancers of a Region have, but for those that were seen. */
async function usedIn(
  region: string,
  seen: ReadonlySet<string>,
  account: string,
  run: CertificateRun,
): Promise<Used> {
  const aws = run.aws.region(region, account);
  const listed = await ask('elasticloadbalancing:DescribeLoadBalancers', () => aws.listed(), run);
  if (listed.status !== 'read') return failedIn(listed);
  const others = listed.value.filter(({ arn }) => !seen.has(arn)).map(untagged);
  const read = await ask(
    'elasticloadbalancing:DescribeListeners',
    () => aws.read(others, { deadline: run.deadline, onDone: () => void run.held?.lease.mayWrite() }),
    run,
  );
  if (read.status !== 'read') return failedIn(read);
  const found = await pMap(
    [...read.value.values()],
    async (answer): Promise<Used> => {
      if (answer.status === 'gone') return { arns: [], unread: [] };
      if (answer.status === 'failed')
        return failedIn({ ...answer, action: 'elasticloadbalancing:DescribeListeners' });
      return certificatesOn(answer.value, account, run);
    },
    { concurrency: AT_ONCE },
  );
  return together(found);
}

function untagged(loadBalancer: LoadBalancerRef) {
  return { ...loadBalancer, tags: {} };
}

async function certificatesOn(
  loadBalancer: LoadBalancer,
  account: string,
  run: CertificateRun,
): Promise<Used> {
  const secure = loadBalancer.listeners.filter(isSecure);
  const aws = run.aws.region(loadBalancer.region, account);
  const found = await pMap(
    secure,
    async (listener): Promise<Used> => {
      if (!('arn' in listener))
        return { arns: listener.certificate ? [listener.certificate] : [], unread: [] };
      const action = 'elasticloadbalancing:DescribeListenerCertificates';
      const has = await ask(action, () => aws.certificatesOf(listener.arn), run);
      return has.status === 'read' ? { arns: has.value.map(({ arn }) => arn), unread: [] } : failedIn(has);
    },
    { concurrency: 1 },
  );
  return together(found);
}

function failedIn(asked: Asked<unknown>): Used {
  return { arns: [], unread: asked.status === 'failed' ? [unreadOf(asked.action, asked.error, [])] : [] };
}

function together(all: readonly Used[]): Used {
  return { arns: all.flatMap(({ arns }) => arns), unread: all.flatMap((each) => each.unread) };
}
