import { ACCOUNT, EU, US } from './vocabulary';

/**
 * Calls as CloudTrail records them and EventBridge hands them on: the fields of AWS's own examples ([CT], [CT-rec], [CT-id]). Of the
 * parameters, those that AWS shows in no example are spelled by its rule: the API's names with a small first letter.
 */

export interface CallOptions {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>> | null;
  /** 2015-12-01 for the newer API, 2012-06-01 for Classic. */
  readonly apiVersion?: '2015-12-01' | '2012-06-01';
  readonly id?: string;
  readonly at?: string;
  readonly region?: string;
  readonly account?: string;
  readonly identity?: Readonly<Record<string, unknown>>;
  readonly from?: string;
  readonly errorCode?: string;
}

/** Somebody with a role of theirs, at a terminal. */
export const ANN = sessionOf('Dev', 'ann');

/** The role that the sandbox's credentials are of: for the function it is its own. */
export const ITSELF = sessionOf('sandbox', 'elb-tls-remediator');

export const ALICE = {
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLE',
  arn: `arn:aws:iam::${ACCOUNT}:user/Alice`,
  accountId: ACCOUNT,
  accessKeyId: 'AKIAEXAMPLE',
  userName: 'Alice',
};

export function sessionOf(role: string, session: string): Readonly<Record<string, unknown>> {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE:${session}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`,
    accountId: ACCOUNT,
    accessKeyId: 'ASIAEXAMPLE',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLE',
        arn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
        accountId: ACCOUNT,
        userName: role,
      },
      attributes: { creationDate: '2026-11-27T07:00:00Z', mfaAuthenticated: 'false' },
    },
  };
}

/** An upload to IAM, whose events come in one Region for all. */
export interface UploadOptions extends Partial<Omit<CallOptions, 'apiVersion' | 'parameters'>> {
  /** The name of the certificate, and where IAM keeps it. Default: `/`. */
  readonly certificate: string;
  readonly path?: string;
  readonly pem?: string;
  /** Whether CloudTrail has left out what was asked for, which it does where that is too long. */
  readonly isLong?: true;
}

/**
 * UploadServerCertificate as CloudTrail would record it. INFERRED: no published record shows one. Fields are spelled, and times written,
 * as those of other calls to IAM are ([CT-iam]); the private key is not among them, as is no other secret.
 */
export function anUpload({ certificate, path, pem = '', isLong, errorCode, ...options }: UploadOptions) {
  const asked = {
    serverCertificateName: certificate,
    ...(path === undefined ? {} : { path }),
    certificateBody: pem,
  };
  const { account = ACCOUNT } = options;
  const call = aCall({
    name: 'UploadServerCertificate',
    region: US,
    ...options,
    parameters: isLong === true ? null : asked,
    ...(errorCode === undefined ? {} : { errorCode }),
  });
  const serverCertificateMetadata = {
    path: path ?? '/',
    serverCertificateName: certificate,
    serverCertificateId: 'ASCAEXAMPLE',
    arn: `arn:aws:iam::${account}:server-certificate${path ?? '/'}${certificate}`,
    uploadDate: 'Nov 22, 2026, 5:59:00 AM',
    expiration: 'Jun 10, 2027, 6:00:00 AM',
  };
  return {
    ...call,
    source: 'aws.iam',
    detail: {
      ...call.detail,
      eventSource: 'iam.amazonaws.com',
      apiVersion: '2010-05-08',
      responseElements: errorCode === undefined ? { serverCertificateMetadata } : null,
    },
  };
}

export function aCall({
  name,
  parameters,
  apiVersion = '2015-12-01',
  id = 'd1e1f5b2-6c3f-4c86-9a3b-1f0a5c7e2d10',
  at = '2026-11-22T05:59:00Z',
  region = EU,
  account = ACCOUNT,
  identity = ANN,
  from = '198.51.100.7',
  errorCode,
}: CallOptions) {
  const isRefused = errorCode !== undefined;
  return {
    version: '0',
    id: 'c7d9a1f0-8f1e-4f0f-8a53-0d5b1f6c2e77',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.elasticloadbalancing',
    account,
    time: at,
    region,
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity: identity,
      eventTime: at,
      eventSource: 'elasticloadbalancing.amazonaws.com',
      eventName: name,
      awsRegion: region,
      sourceIPAddress: from,
      userAgent: 'aws-cli/2.31.13 md/awscrt#0.27.6 ua/2.1 os/linux#6.1',
      ...(isRefused ? { errorCode, errorMessage: `User is not authorized to perform: ${name}` } : {}),
      requestParameters: parameters,
      responseElements: isRefused ? null : {},
      requestID: '2d0b2b5e-5f0c-4d55-8c0c-5f3b8e7a9c11',
      eventID: id,
      readOnly: false,
      eventType: 'AwsApiCall',
      apiVersion,
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: 'Management',
    },
  };
}

/** As Lambda reads them from the queue ([LAM-SQS]). */
export function aBatch(calls: readonly unknown[]) {
  return {
    Records: calls.map((call, index) => ({
      messageId: `059f36b4-87a3-44ab-83d2-${String(index).padStart(12, '0')}`,
      receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
      body: typeof call === 'string' ? call : JSON.stringify(call),
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1545082649183',
        SenderId: 'AIDAIENQZJOLO23YVJ4VO',
        ApproximateFirstReceiveTimestamp: '1545082649185',
      },
      messageAttributes: {},
      md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:${EU}:${ACCOUNT}:elb-tls-calls`,
      awsRegion: EU,
    })),
  };
}
