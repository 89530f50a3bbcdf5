import type {
  Certificate,
  CertificateFault,
  CertificatePlace,
  CertificatesReport,
  HostRules,
  ServerCertificate,
  UnreadCertificate,
} from '../certificate';
import { CERTIFICATE_FAULT_IDS } from '../certificate-faults';
import type { ReadError } from '../estate';
import { groupBy } from '../group';
import { shortName } from '../policy/short-name';
import type { Posture } from '../policy/posture';
import { namesWithoutRule } from './hosts';
import { daysLeft, judge, type Finding } from './judge';
import { unserved } from './served';

/** One certificate on one secure listener, with what it is judged by there. */
export interface CertificateUse {
  readonly arn: string;
  readonly place: CertificatePlace;
  /** What the listener has, or is to get; `null`: nobody can tell what it accepts. */
  readonly policy: Posture | null;
  /** `null`: the listener has none, or they could not be read. */
  readonly rules: HostRules | null;
}

/** What a look at the certificates came to. */
export interface SeenCertificates {
  readonly uses: readonly CertificateUse[];
  /** By ARN; a certificate that could not be read is not in it. */
  readonly certificates: ReadonlyMap<string, Certificate>;
  /** Those of IAM that no load balancer has, as far as that is known. */
  readonly unused: readonly ServerCertificate[];
  /** The Regions whose load balancers were looked through for that. */
  readonly regions: readonly string[];
  readonly unread: readonly UnreadCertificate[];
}

/** The report on certificates: each fault once for each certificate, with all places where it is so; most urgent first. */
export function certificatesReport(
  { uses, certificates, unused, regions, unread }: SeenCertificates,
  now: Date,
  days: readonly number[],
): CertificatesReport {
  const found = [...groupBy(uses, ({ arn }) => arn)].flatMap(([arn, its]) => {
    const certificate = certificates.get(arn);
    return certificate === undefined ? [] : faultsOf(certificate, its, now, days);
  });
  const left = unused.map(({ arn, name, notAfter }): CertificateFault => ({
    fault: 'unused',
    certificate: arn,
    names: [name],
    notAfter,
    daysLeft: daysLeft({ notAfter }, now),
    detail: `is on no load balancer in ${regions.join(', ')}`,
    on: [],
  }));
  return {
    days: days.toSorted((a, b) => b - a),
    read: certificates.size,
    faults: [...found, ...left].toSorted(urgentFirst),
    unread,
  };
}

function faultsOf(
  certificate: Certificate,
  uses: readonly CertificateUse[],
  now: Date,
  days: readonly number[],
): readonly CertificateFault[] {
  const facts = factsOf(certificate, now);
  const there = uses.flatMap((use) => thereOf(certificate, use).map((finding) => ({ finding, use })));
  const alike = groupBy(there, ({ finding: { fault, detail } }) => JSON.stringify([fault, detail]));
  return [
    ...ownFaults(
      certificate,
      uses.map(({ place }) => place),
      now,
      days,
    ),
    ...[...alike.values()].flatMap((group) =>
      group
        .slice(0, 1)
        .map(({ finding }) => ({ ...finding, ...facts, on: group.map(({ use: { place } }) => place) })),
    ),
  ];
}

/** What is wrong with certificates that are on no listener yet; most urgent first. */
export function faultsAnywhere(
  certificates: readonly Certificate[],
  now: Date,
  days: readonly number[],
): readonly CertificateFault[] {
  return certificates.flatMap((certificate) => ownFaults(certificate, [], now, days)).toSorted(urgentFirst);
}

/** What is wrong with a certificate wherever it is. */
function ownFaults(
  certificate: Certificate,
  on: readonly CertificatePlace[],
  now: Date,
  days: readonly number[],
): readonly CertificateFault[] {
  const facts = factsOf(certificate, now);
  return judge(certificate, now, days).map((finding) => ({ ...finding, ...facts, on }));
}

function factsOf(certificate: Certificate, now: Date) {
  const { arn, names, notAfter } = certificate;
  return { certificate: arn, names, notAfter, daysLeft: daysLeft(certificate, now) };
}

/** What is wrong with a certificate because of where it is. */
function thereOf({ names, key }: Certificate, { place, policy, rules }: CertificateUse): readonly Finding[] {
  const lost = policy === null ? null : unserved(key, policy);
  const without = rules === null ? [] : namesWithoutRule(names, rules, place.isDefault);
  const who = lost === 'everybody' ? 'anybody' : 'clients without TLS 1.3';
  const cannot = `has a key (${key?.type} ${key?.bits ?? ''}`.trimEnd();
  return [
    ...(lost === null || policy === null
      ? []
      : [
          {
            fault: 'key-not-served' as const,
            detail: `${cannot}) that ${shortName(policy.name)} cannot serve ${who} with`,
          },
        ]),
    ...(without.length === 0
      ? []
      : [
          {
            fault: 'name-without-rule' as const,
            detail: `names ${without.join(' ')}, which ${without.length === 1 ? 'meets' : 'meet'} no host rule there`,
          },
        ]),
  ];
}

function urgentFirst(a: CertificateFault, b: CertificateFault): number {
  return (
    CERTIFICATE_FAULT_IDS.indexOf(a.fault) - CERTIFICATE_FAULT_IDS.indexOf(b.fault) ||
    compare(a.notAfter ?? '', b.notAfter ?? '') ||
    compare(a.certificate, b.certificate) ||
    compare(a.detail, b.detail)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What could not be read, as a report has it. */
export function unreadOf(
  action: string,
  error: ReadError,
  on: readonly CertificatePlace[],
  certificate: string | null = null,
): UnreadCertificate {
  return { certificate, action, error, on };
}

/** The same, once for each call and reason: a role that may not read says so for all listeners at once. */
export function unreadAlike(all: readonly UnreadCertificate[]): readonly UnreadCertificate[] {
  const alike = groupBy(all, ({ on: _on, ...what }) => JSON.stringify(what));
  return [...alike.values()].flatMap((group) =>
    group.slice(0, 1).map((one) => ({ ...one, on: group.flatMap(({ on }) => on) })),
  );
}
