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
  return `${few(names)} (${idOf(certificate)}) ${detail}`;
}

/** The same, and where: `...: eu-west-1 shop :443`. */
export function certificateSentence(fault: CertificateFault): string {
  const { on } = fault;
  return certificateText(fault) + (on.length === 0 ? '' : `: ${placesOf(on)}`);
}

/** `AccessDenied on acm:DescribeCertificate of acm ID: why` */
export function unreadText({ certificate, action, error }: UnreadCertificate): string {
  return `${whatFailed({ certificate, action, error })}: ${error.message}`;
}

/** The same, and where: `... of acm ID (eu-west-1 shop :443): why`. */
export function unreadSentence(unread: UnreadCertificate): string {
  const { on, error } = unread;
  const where = on.length === 0 ? '' : ` (${placesOf(on)})`;
  return `${whatFailed(unread)}${where}: ${error.message}`;
}

function whatFailed({ certificate, action, error }: Omit<UnreadCertificate, 'on'>): string {
  return `${error.code} on ${action}${certificate === null ? '' : ` of ${idOf(certificate)}`}`;
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
  if (names.length === 0) return 'a certificate without a name';
  const more = names.length - MOST;
  return names.slice(0, MOST).join(' ') + (more > 0 ? ` and ${more} more` : '');
}
