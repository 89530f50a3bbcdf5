import {
  keeperOf,
  type CertificateFault,
  type CertificatePlace,
  type UnreadCertificate,
} from '../certificate';
import { groupBy } from '../group';

/** Certificates in sentences. */

/** Most names, and most places, that a sentence has; the report has all. */
const MOST = 5;

/** `shop.example.com (acm ID) expires in 6 days, on 2026-12-03` */
export function certificateText({ certificate, names, detail }: CertificateFault): string {
  const called = names.length === 0 ? 'a certificate without a name' : few(names);
  return `${called} (${idOf(certificate)}) ${detail}`;
}

/** The same, and where: `...: eu-west-1 shop :443`. */
export function certificateSentence(fault: CertificateFault): string {
  const { on } = fault;
  return certificateText(fault) + (on.length === 0 ? '' : `: ${placesOf(on)}`);
}

/** `AccessDenied on acm:DescribeCertificate of acm ID: why` */
export function unreadText({ certificate, action, error }: UnreadCertificate): string {
  const of = certificate === null ? '' : ` of ${idOf(certificate)}`;
  return `${error.code} on ${action}${of}: ${error.message}`;
}

/**
 * What could not be read, a sentence for each call and error: a role that lacks a right says so for each certificate.
 * `AccessDenied on acm:DescribeCertificate of acm ID (eu-west-1 shop :443): why`
 */
export function unreadSentences(all: readonly UnreadCertificate[]): readonly string[] {
  const alike = groupBy(all, ({ action, error }) => `${error.code} on ${action}`);
  return [...alike].map(([what, its]) => {
    const ids = [
      ...new Set(its.flatMap(({ certificate }) => (certificate === null ? [] : [idOf(certificate)]))),
    ];
    const on = its.flatMap((each) => each.on);
    const of = ids.length === 0 ? '' : ` of ${few(ids)}`;
    const where = on.length === 0 ? '' : ` (${placesOf(on)})`;
    return `${what}${of}${where}: ${its[0]?.error.message ?? ''}`;
  });
}

/** `acm 12345678-1234-...`, `iam shop-2026`: what the consoles show. Whatever else a listener names, as it is. */
function idOf(arn: string): string {
  const keeper = keeperOf(arn);
  return keeper === null ? arn : `${keeper.source} ${keeper.name}`;
}

/** `eu-west-1 shop :443 :8443, edge :443; us-east-1 feed :443`. */
function placesOf(on: readonly CertificatePlace[]): string {
  const shown = on.slice(0, MOST);
  const more = on.length - shown.length;
  const regions = [...groupBy(shown, ({ region }) => region)].map(([region, there]) => {
    const names = [...groupBy(there, ({ loadBalancer: { name } }) => name)].map(
      ([name, its]) => `${name} ${its.map(({ port }) => `:${port}`).join(' ')}`,
    );
    return `${region} ${names.join(', ')}`;
  });
  return regions.join('; ') + (more > 0 ? ` and ${more} more` : '');
}

function few(names: readonly string[]): string {
  const more = names.length - MOST;
  return names.slice(0, MOST).join(' ') + (more > 0 ? ` and ${more} more` : '');
}
