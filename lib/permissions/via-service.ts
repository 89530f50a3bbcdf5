import { Aws } from 'aws-cdk-lib';

/**
 * A condition that a key is used through one service alone. In China the CDK and AWS's own pages spell it both ways, and no
 * source says which one KMS compares: both are allowed, and only one of them exists in any partition.
 */
export function viaService(service: string): Readonly<Record<string, Readonly<Record<string, string[]>>>> {
  const names = ['amazonaws.com', 'amazonaws.com.cn'].map((domain) => `${service}.${Aws.REGION}.${domain}`);
  return { StringEquals: { 'kms:ViaService': names } };
}
