import { keeperOf } from '../certificate';
import { partitionOf } from '../regions';
import { fieldsOf, textOf, type RecordedCall } from './call';

/**
 * The ARN of the certificate that a call has uploaded to IAM: what AWS answered, or what it was asked for, where CloudTrail
 * left the answer out. None where it is no certificate of the account. No published record of this call shows either; they are
 * spelled as those of other calls to IAM are ([CT-iam]).
 */
export function uploadedBy({ answer, parameters, account, region }: RecordedCall): readonly string[] {
  const said = textOf(fieldsOf(answer['serverCertificateMetadata'])['arn']);
  const name = textOf(parameters['serverCertificateName']);
  const own = `arn:${partitionOf(region).id}:iam::${account}:server-certificate`;
  const asked = name === null ? null : `${own}${textOf(parameters['path']) ?? '/'}${name}`;
  const arn = said ?? asked;
  return arn !== null && arn.startsWith(`${own}/`) && keeperOf(arn) !== null ? [arn] : [];
}
