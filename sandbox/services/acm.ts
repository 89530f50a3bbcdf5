import { stateOf } from '../account-state';
import { type AcmCertificate, readPem } from '../certificates';
import { AwsError } from '../errors';
import { requiredText } from '../parameters';
import { jsonProtocol } from '../protocols';
import type { Context, Handler, Service } from '../service';
import type { Structure } from '../values';

const describeCertificate: Handler = (parameters, context) => ({
  answer: { Certificate: shown(find(parameters, context)) },
});

const getCertificate: Handler = (parameters, context) => {
  const { pem, chain } = find(parameters, context);
  return { answer: { Certificate: pem, CertificateChain: chain } };
};

function find(parameters: Structure, { accountState, region }: Context): AcmCertificate {
  const arn = requiredText(parameters, 'CertificateArn');
  const found = stateOf(accountState, region).acm.get(arn);
  if (found !== undefined) return found;
  const message = `Could not find certificate ${arn}`;
  throw new AwsError('ResourceNotFoundException', message);
}

/** Times of awsJson1_1 are seconds. */
function shown(certificate: AcmCertificate): Structure {
  const { arn, pem, type = 'IMPORTED', status = 'ISSUED', renewal } = certificate;
  const { subject, issuer, names, notBefore, notAfter, keyAlgorithm } = readPem(pem);
  return {
    CertificateArn: arn,
    DomainName: names[0],
    SubjectAlternativeNames: names,
    Subject: subject,
    Issuer: issuer,
    Status: status,
    Type: type,
    NotBefore: notBefore.getTime() / 1000,
    NotAfter: notAfter.getTime() / 1000,
    KeyAlgorithm: keyAlgorithm,
    SignatureAlgorithm: certificate.signatureAlgorithm ?? 'SHA256WITHRSA',
    RevocationReason: certificate.revocationReason,
    FailureReason: certificate.failureReason,
    RenewalSummary:
      renewal === undefined
        ? undefined
        : { RenewalStatus: renewal.status, RenewalStatusReason: renewal.reason, UpdatedAt: 0 },
  };
}

export const acm: Service = {
  name: 'acm',
  scope: 'acm',
  protocol: jsonProtocol,
  errors: {
    throttle: { code: 'ThrottlingException', status: 400 },
    deny: { code: 'AccessDeniedException', status: 400 },
    internal: { code: 'InternalFailure', status: 500 },
    validation: { code: 'ValidationException', status: 400 },
    unknownAction: { code: 'UnknownOperationException', status: 400 },
    region: { code: 'UnrecognizedClientException', status: 400 },
  },
  mutating: new Set(),
  actions: { DescribeCertificate: describeCertificate, GetCertificate: getCertificate },
};
