import pMap from 'p-map';
import type { CertificatePlace, UnreadCertificate } from '../core/certificate';
import {
  certificatesReport,
  unreadOf,
  unreadAlike,
  type CertificateUse,
  type SeenCertificates,
} from '../core/certificates/build';
import type { LoadBalancer, RegionEstate } from '../core/estate';
import { groupBy } from '../core/group';
import { secureListeners } from '../core/plan/secure-listener';
import type { Posture } from '../core/policy/posture';
import type { Entry, Report } from '../core/report';
import { isNamed } from '../core/scope';
import { count } from '../core/wording/sentence';
import { ask } from './ask';
import type { CertificateRun } from './certificate-run';
import { readCertificate } from './read-certificate';
import { unusedCertificates } from './unused-certificates';

/** How many listeners or certificates are asked for at a time; the rates are kept by the clients (pace.ts). */
const AT_ONCE = 5;

/**
 * The certificates of the secure listeners in scope; nothing, and no call, where nobody asked for it. A run looks at them
 * when all else is done, with the time that is left to it, and changes none. What cannot be read is named, and makes no
 * failed run (docs/adr/0036-certificates.md).
 *
 * @param entries what was planned or done: a key is judged by the policy that its listener is to have
 */
export async function certificatesInScope(
  estates: readonly RegionEstate[],
  entries: readonly Entry[],
  account: string,
  run: CertificateRun,
): Promise<Pick<Report, 'certificates'>> {
  const { certificateDays: days, only } = run.settings;
  if (days === null) return {};
  const listeners = estates.flatMap((estate) =>
    estate.loadBalancers
      .filter((each) => only === undefined || isNamed(each, only))
      .flatMap((each) => listenersOf(each, estate, entries)),
  );
  const seen = await pMap(listeners, (listener) => look(listener, account, run), { concurrency: AT_ONCE });
  const uses = seen.flatMap((each) => each.uses);
  const read = await pMap(
    [...groupBy(uses, ({ arn }) => arn)],
    ([arn, its]) => readCertificate(arn, its, run),
    {
      concurrency: AT_ONCE,
    },
  );
  const certificates = new Map(
    read.flatMap((each) => each.certificate ?? []).map((each) => [each.arn, each]),
  );
  run.progress(`${count(certificates.size, 'certificate')} on ${count(listeners.length, 'listener')}`);
  const unused = await unusedCertificates(estates, uses, account, run);
  const found: SeenCertificates = {
    uses,
    certificates,
    ...unused,
    unread: unreadAlike([...seen, ...read, unused].flatMap((each) => each.unread)),
  };
  return { certificates: certificatesReport(found, run.clock.now(), days) };
}

/** A secure listener, and what it is judged by. */
interface Listener {
  readonly id: string;
  readonly place: Omit<CertificatePlace, 'isDefault'>;
  readonly policy: Posture | null;
  /** On Classic, which has one, and says so with the load balancer. */
  readonly certificate: string | null;
}

function listenersOf(
  loadBalancer: LoadBalancer,
  { region, catalogue }: RegionEstate,
  entries: readonly Entry[],
): readonly Listener[] {
  const { name, arn, type } = loadBalancer;
  const offer = catalogue[type];
  const offered = offer?.status === 'read' ? offer.policies : [];
  return secureListeners(loadBalancer, offered).map(({ id, port, current }) => {
    const entry = entries.find((each) => each.id === id);
    // What is exempt keeps what it has.
    const to = entry === undefined || entry.outcome === 'exempt' ? null : entry.to;
    return {
      id,
      place: { region, loadBalancer: { name, arn, type }, port },
      policy: to === null ? current : (offered.find((policy) => policy.name === to) ?? null),
      certificate: type === 'classic' ? certificateOf(loadBalancer, port) : null,
    };
  });
}

function certificateOf({ listeners }: LoadBalancer, port: number): string | null {
  const found = listeners.find((listener) => listener.port === port);
  return found !== undefined && 'certificate' in found ? (found.certificate ?? null) : null;
}

interface Seen {
  readonly uses: readonly CertificateUse[];
  readonly unread: readonly UnreadCertificate[];
}

/** What a listener has: one call, and one more for the rules of an ALB. */
async function look(listener: Listener, account: string, run: CertificateRun): Promise<Seen> {
  const { id, place, policy, certificate } = listener;
  const here = { ...place, isDefault: true };
  void run.held?.lease.mayWrite();
  if (place.loadBalancer.type === 'classic') {
    if (certificate === null) {
      const error = { code: 'NoCertificate', message: 'the answer names none for the listener' };
      return { uses: [], unread: [unreadOf('elasticloadbalancing:DescribeLoadBalancers', error, [here])] };
    }
    return { uses: [{ arn: certificate, place: here, policy, rules: null }], unread: [] };
  }
  const aws = run.aws.region(place.region, account);
  const has = await ask(
    'elasticloadbalancing:DescribeListenerCertificates',
    () => aws.certificatesOf(id),
    run,
  );
  if (has.status === 'gone') return { uses: [], unread: [] };
  if (has.status === 'failed') return { uses: [], unread: [unreadOf(has.action, has.error, [here])] };
  const asked =
    place.loadBalancer.type === 'application'
      ? await ask('elasticloadbalancing:DescribeRules', () => aws.hostRulesOf(id), run)
      : null;
  const rules = asked?.status === 'read' ? asked.value : null;
  return {
    uses: has.value.map(({ arn, isDefault }) => ({ arn, place: { ...place, isDefault }, policy, rules })),
    unread: asked?.status === 'failed' ? [unreadOf(asked.action, asked.error, [here])] : [],
  };
}
