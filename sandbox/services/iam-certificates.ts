import { readPem, type ServerCertificate } from '../certificates';
import { AwsError } from '../errors';
import { integer, requiredText, text } from '../parameters';
import { page } from '../paging';
import type { Handler } from '../service';
import type { Structure } from '../values';

/** The server certificates of IAM. */

export const listServerCertificates: Handler = (parameters, { accountState }) => {
  const prefix = text(parameters, 'PathPrefix') ?? '/';
  const { items, next } = page({
    items: [...accountState.serverCertificates.values()].filter(({ path }) => path.startsWith(prefix)),
    limit: Math.min(accountState.pageSize, integer(parameters, 'MaxItems', 1, 1000) ?? 100),
    marker: text(parameters, 'Marker'),
  });
  return {
    answer: {
      ServerCertificateMetadataList: items.map(metadata),
      IsTruncated: next !== undefined,
      Marker: next,
    },
  };
};

export const getServerCertificate: Handler = (parameters, { accountState }) => {
  const name = requiredText(parameters, 'ServerCertificateName');
  const found = accountState.serverCertificates.get(name);
  if (found === undefined) {
    const message = `The Server Certificate with name ${name} cannot be found.`;
    throw new AwsError('NoSuchEntity', message, 404);
  }
  return {
    answer: {
      ServerCertificate: {
        ServerCertificateMetadata: metadata(found),
        CertificateBody: found.pem,
        CertificateChain: found.chain,
      },
    },
  };
};

function metadata({ arn, name, path, pem }: ServerCertificate): Structure {
  return {
    Path: path,
    ServerCertificateName: name,
    ServerCertificateId: 'ASCASANDBOX',
    Arn: arn,
    Expiration: readPem(pem).notAfter.toISOString(),
  };
}
