import {
  GetServerCertificateCommand,
  IAMClient,
  paginateListServerCertificates,
  type IAMClientConfig,
} from '@aws-sdk/client-iam';
import type { CertificateBody, ServerCertificate } from '../core/certificate';
import { bodyFrom } from './certificate-body';
import { allItems } from './pages';

export function iamClient(config: IAMClientConfig): IAMClient {
  return new IAMClient(config);
}

/** The server certificates of the account: IAM has them for all Regions. */
export function serverCertificates(client: IAMClient): Promise<readonly ServerCertificate[]> {
  return allItems(
    paginateListServerCertificates({ client }, {}),
    ({ ServerCertificateMetadataList: list = [] }) =>
      list.map(({ Arn = '', ServerCertificateName = '', Path = '/', Expiration }) => ({
        arn: Arn,
        name: ServerCertificateName,
        path: Path,
        notAfter: Expiration?.toISOString() ?? null,
      })),
  );
}

/** A server certificate and its chain, by its name. @throws for text that is no certificate */
export async function serverCertificateBody(client: IAMClient, name: string): Promise<CertificateBody> {
  const { ServerCertificate: found } = await client.send(
    new GetServerCertificateCommand({ ServerCertificateName: name }),
  );
  return bodyFrom(found?.CertificateBody, found?.CertificateChain);
}
