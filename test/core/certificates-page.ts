import { CERTIFICATE_FAULT_IDS, CERTIFICATE_FAULTS } from '../../lambda/core/certificate-faults';
import { CERTIFICATE_MEANINGS } from '../../lambda/core/certificate-meanings';

/** docs/certificates.md, made from the table of faults. */

const HEAD = `# Certificates

With \`Certificates=true\`, or \`elb-tls plan --certificates\`, a run looks at the certificates of every secure listener in scope: those of
ACM and of IAM, the default one and all others of a listener, and the one of a Classic listener. It tells what is wrong, and **never
changes any**. It looks last, when changes are made and read back, with the time that is left.

\`\`\`sh
elb-tls plan --certificates                       # 30, 14 and 7 days before the end
elb-tls plan --certificates 45,10 --json | jq .certificates.faults
\`\`\`

Generated from \`lambda/core/certificate-faults.ts\`; do not edit, run \`UPDATE_DOCS=1 npx jest test/core/certificates-page\` instead.

## What is found
`;

const TAIL = `
What has a step is among the next steps of the digest, and counts as something that needs you ([steps.md](steps.md)). The others stand
behind all that, under \`TIDY UP\`, and make no run need anybody. Exit status, failed runs and alarms are those of the sweep: a certificate
changes none of them.

## How it is decided

- **When it expires**: \`CertificateDays\` (\`30,14,7\`). From the largest number on it is told with each run; \`within\` in the JSON is the
  smallest that it is within. ACM begins to renew its own 60 days before the end, so one of those that is told has not been renewed.
- **Key and signature**: of what was imported, and of IAM, the certificate itself is read; of what ACM has issued, ACM is believed. The hash of
  an RSASSA-PSS signature is not told.
- **The chain** is whole where an issuer of the certificate is in it, in whatever order, or is a root that Node.js brings. A root may be left
  out, and who looks from outside cannot tell a private root that was left out from a second intermediate that is missing: that is not told.
- **The key** is judged by the policy that the listener is to have after the run, or keeps where it is exempt or fine: RSA and EC need a cipher
  each below TLS 1.3, TLS 1.3 takes both. Every policy of AWS has both today; a Classic policy made by hand may not. Load balancers take no
  other kinds of keys. Which curves and lengths a policy asks for beyond that is published nowhere.
- **Host rules**: on an ALB, where every rule but the default one asks for a host by \`host-header\`. \`*\` in a certificate is one label, in a rule any
  characters. A listener without such rules takes all names; so does a rule without a host, and one with a regular expression is
  not read. The names of the default certificate are for whoever meets no rule: where the default action goes to targets, they are fine.
- **A wildcard is too wide** where it covers domains of others: \`*\`, \`*.com\`, \`*.co.uk\`. No public CA may issue one (CA/Browser
  Forum, Baseline Requirements, 3.2.2.6); a private one can. \`*.example.com\` is fine. Of suffixes with two labels the large ones are known
  (\`co\`, \`com\`, \`org\`, \`gov\` and so on under two letters), and not the ten thousand of the public suffix list.
- **Unused** is said of certificates of IAM alone, whose keys anybody may have kept. Load balancers of the Regions of the run are asked, those
  out of scope too, once a certificate is left over; where one cannot be read, nothing is called unused. Those under \`/cloudfront/\` are not
  looked at.

## As they are uploaded

With \`EventMode=true\` a certificate that somebody uploads to IAM is judged within a minute, by what can be said of it before a listener has it:
[events.md](events.md#uploaded-certificates).

## What cannot be read

It is named with the call and AWS's error, under the step \`read-certificate\` and in \`certificates.unread\`: \`AccessDenied on
acm:DescribeCertificate\`, for example. What a role may not read fails no run, and is never said to be fine.
A Classic listener whose certificate was deleted shows one that is no ARN: \`NoSuchCertificate\`.

## For machines

\`certificates\` of the JSON report ([schema](../lambda/core/report.schema.json)); in the CSV the column \`certificates\` has the faults of each
listener. Metrics in the namespace \`ElbTlsRemediator\`, written only while certificates are looked at: \`Certificates\` (how many were read),
\`ExpiringCertificates\` (expired or within the days), \`CertificateFaults\`, \`UnreadCertificates\`; the dashboard has the last three. No alarm of the stack rings for them: the
digest says it. For one of your own, take \`ExpiringCertificates\` over 0 and \`service\` as its only dimension.

Rights: [permissions.md](permissions.md#and-only-while-certificates-is-true). Calls: [cost.md](cost.md#looking-at-certificates).
`;

export function certificatesPage(): string {
  return [
    HEAD,
    '| fault | when | what to do | step |',
    '|---|---|---|---|',
    ...CERTIFICATE_FAULT_IDS.map((id) => {
      const { next, step } = CERTIFICATE_FAULTS[id];
      return `| \`${id}\` | ${CERTIFICATE_MEANINGS[id]} | ${next} | ${step === null ? 'to tidy up' : `\`${step}\``} |`;
    }),
    TAIL,
  ].join('\n');
}
