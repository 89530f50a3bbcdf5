import type { ACMClientConfig } from '@aws-sdk/client-acm';
import type { IAMClientConfig } from '@aws-sdk/client-iam';
import type { Certificate, CertificateBody, ServerCertificate } from '../core/certificate';
import { regionIn } from './arn';
import { RATES } from './pace';
import type { Rate } from './turns';

/** The certificates that ACM and IAM keep for load balancers. Both clients are imported once somebody asks. */
export interface Certificates {
  /** What ACM says of one, in the Region of its ARN. */
  acm(arn: string): Promise<Certificate>;
  /** What one that was imported into ACM says of itself. */
  acmBody(arn: string): Promise<CertificateBody>;
  /** Those of IAM, which has them for all Regions of a partition; `region` is any of these. */
  listed(region: string): Promise<readonly ServerCertificate[]>;
  /** What one of IAM says of itself, by its name. */
  iamBody(region: string, name: string): Promise<CertificateBody>;
}

/** What clients of all services take alike. */
type ClientSettings = Pick<
  ACMClientConfig & IAMClientConfig,
  'endpoint' | 'requestHandler' | 'retryStrategy'
>;

/** @param settings what a client is given beside its Region, by its rate: made once for each, so that its calls share it */
export function certificates(settings: (rate: Rate) => ClientSettings): Certificates {
  const acmOf = memorised(async (region) => {
    const acm = await import('./acm');
    return { ...acm, client: acm.acmClient({ region, ...settings(RATES.acm) }) };
  });
  // The SDK knows where the IAM of a partition answers, by any Region of it.
  const iamOf = memorised(async (region) => {
    const iam = await import('./iam');
    return { ...iam, client: iam.iamClient({ region, ...settings(RATES.iam) }) };
  });
  return {
    acm: async (arn) => {
      const { client, describeCertificate } = await acmOf(regionIn(arn));
      return describeCertificate(client, arn);
    },
    acmBody: async (arn) => {
      const { client, acmBody } = await acmOf(regionIn(arn));
      return acmBody(client, arn);
    },
    listed: async (region) => {
      const { client, serverCertificates } = await iamOf(region);
      return serverCertificates(client);
    },
    iamBody: async (region, name) => {
      const { client, serverCertificateBody } = await iamOf(region);
      return serverCertificateBody(client, name);
    },
  };
}

function memorised<T>(make: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}
