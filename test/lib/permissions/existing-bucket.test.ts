import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, askAsAdministrator, functionRole, type Answer } from '../evaluate';
import { ACCOUNT, allOf, deploy, idsOf, type PolicyDocument } from '../resolve';
import { jsonOf, theStack } from '../synth';

/** Operators, and a bucket that an earlier stack has left: its policy is the account's, and docs/permissions.md says which. */

const IAM = `arn:aws:iam::${ACCOUNT}:role`;
const OPS = `${IAM}/ops`;
const BUCKET = 'old-records';
const OBJECT = `arn:aws:s3:::${BUCKET}/history/${ACCOUNT}.json`;

const template = jsonOf(theStack());
const made = { DryRun: 'false', OperatorRoleArns: OPS };
const own = deploy(template, made);
const deployed = deploy(template, { ...made, ExistingRecordBucket: BUCKET });
const role = functionRole(deployed);

const WRITES = [
  's3:PutObject',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:ReplicateObject',
  's3:ReplicateDelete',
];

/** The statement of the page, filled in as it says, in a policy that refuses nothing else. */
function policyOfThePage(functionRoleArn: string): PolicyDocument {
  const page = readFileSync(join(__dirname, '../../../docs/permissions.md'), 'utf8');
  const [, text = ''] = /```json\n(\{\n {2}"Sid": "OnlyWriters".*?)\n```/s.exec(page) ?? [];
  const statement: unknown = JSON.parse(
    text
      .replace('BUCKET', BUCKET)
      .replace("ARN OF THE FUNCTION'S ROLE", functionRoleArn)
      .replace("ARN OF AN OPERATOR'S ROLE", OPS),
  );
  return JSON.parse(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
}

const callOf = (action: string, arn: string) => ({
  action,
  resource: OBJECT,
  context: { 'aws:PrincipalArn': arn, 'aws:SecureTransport': 'true' },
});

const asAnybody = (action: string, arn: string, policy: PolicyDocument): Promise<Answer> =>
  askAsAdministrator(
    `arn:aws:sts::${ACCOUNT}:assumed-role/${arn.split('/').at(-1)}/somebody`,
    callOf(action, arn),
    policy,
  );

const page = policyOfThePage(`${IAM}/${role}`);

/** The actions that a policy keeps for the writers of the record. */
function refused({ Statement }: PolicyDocument): readonly string[] {
  return Statement.filter((each) => JSON.stringify(each).includes('"OnlyWriters"'))
    .flatMap(({ Action }) => Action)
    .toSorted();
}

it('the stack makes no bucket then, and sets no policy, operators or not', () => {
  expect(idsOf(own, 'AWS::S3::BucketPolicy')).toHaveLength(1);
  expect(idsOf(deployed, 'AWS::S3::BucketPolicy')).toEqual([]);
});

it('the statement of the page refuses what that of a new bucket refuses', () => {
  const [bucketPolicy] = allOf(own, 'AWS::S3::BucketPolicy');
  const document: PolicyDocument = JSON.parse(JSON.stringify(bucketPolicy?.PolicyDocument));
  expect(refused(page)).toEqual(WRITES.toSorted());
  expect(refused(document)).toEqual(WRITES.toSorted());
});

describe.each(WRITES)('%s', (action) => {
  it.each<[string, string, Answer]>([
    ['the function', `${IAM}/${role}`, 'Allowed'],
    ['an operator', OPS, 'Allowed'],
    ['an administrator', `${IAM}/Administrator`, 'ExplicitlyDenied'],
    ['the function of the stack before', `${IAM}/ElbTlsRemediator-RoleOfBefore`, 'ExplicitlyDenied'],
  ])('is, for %s of any rights, what the page says', async (_, arn, expected) => {
    expect(await asAnybody(action, arn, page)).toBe(expected);
  });
});

it.each<[string, PolicyDocument, Answer]>([
  ['with the statement of the page', page, 'Allowed'],
  ['while it names only the function before', policyOfThePage(`${IAM}/before`), 'ExplicitlyDenied'],
])('the function itself writes there %s: %s', async (_, policy, expected) => {
  const call = callOf('s3:PutObject', `${IAM}/${role}`);
  expect(await ask(deployed, role, call, policy)).toBe(expected);
});
