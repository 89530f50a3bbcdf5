import PARTITIONS from '../../../lambda/core/partitions.json';
import type { ParameterDefinition } from '../../../lib/parameters/definition';
import { PARAMETERS, type ParameterName } from '../../../lib/parameters/parameters';
import { MOST_FOREIGN_LETTERS } from '../../../lib/parameters/patterns';
import { aStackWith, jsonOf, theStack } from '../synth';
import type { TemplateJson } from '../resolve';

/**
 * Lambda takes 4,096 bytes of variables, and measures their JSON ([LAM-env]). What every parameter lets through at its
 * longest, the ARNs among it, has to fit: otherwise the deployment fails half-way.
 */

const MOST_BYTES = 4_096;

const FOREIGN = 'ü'.repeat(MOST_FOREIGN_LETTERS);
const long = (length: number): string => FOREIGN + 'x'.repeat(length - FOREIGN.length);

const REGION = longest(PARTITIONS.flatMap(({ regions }) => regions));
const PARTITION = longest(PARTITIONS.map(({ id }) => id));
const ACCOUNT = '111122223333';

/** Of each parameter that becomes a variable, the longest that it takes; a character more is refused. */
const LONGEST: Readonly<Partial<Record<ParameterName, string>>> = {
  TagKey: long(128),
  TagValues: `${long(256)},${'y'.repeat(43)}`,
  Regions: `${Array.from({ length: 40 }, () => 'us-east-1').join(',')}1`,
  TargetPolicy: `ELBSecurityPolicy-${'x'.repeat(80)}`,
  MaxChangesPerRun: '10000',
  CertificateDays: '99,98,97',
  ImpactDays: '30',
  ImpactThreshold: '99.999%',
  ImpactWorkgroup: 'x'.repeat(32),
  OwnerTags: `${long(128)}=${'v'.repeat(256)},${'w'.repeat(14)}`,
  OwnerTagKeys: 'x'.repeat(48),
  WaveTagKey: long(128),
  WaveOrder: `${long(256)},${'z'.repeat(43)}`,
  WaveSoakHours: '999',
  ChangeWindow: `${Array.from({ length: 10 }, () => 'MON-TUE').join(',')} 09:00-16:00 Etc/${'x'.repeat(4)}`,
  FreezeUntil: '2027-01-06',
  ScheduleExpression: `cron(${'10,'.repeat(36)}0 6 ? * * *)`,
  AlarmAfterHours: '168',
  ExistingRecordBucket: 'x'.repeat(63),
  WatchMinutes: '1440',
  WatchFactor: '99.99',
  WatchFloor: '999999',
  RolePath: `/${'x'.repeat(62)}/`,
  ExistingTopicArn: `arn:${PARTITION}:sns:${REGION}:${ACCOUNT}:${'x'.repeat(256)}`,
};

/** The longest names that CloudFormation gives, or people choose, for what a variable names. */
const NAME_LENGTHS: Readonly<Record<string, number>> = {
  'AWS::IAM::Role': 64,
  'AWS::S3::Bucket': 63,
  'AWS::SNS::Topic': 256,
  'AWS::SQS::Queue': 80,
};

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': PARTITION,
  'AWS::Region': REGION,
  // The most that CloudFormation takes.
  'AWS::StackName': 's'.repeat(128),
};

const isParameter = (name: string): name is ParameterName => name in PARAMETERS;

describe('the longest of each', () => {
  it.each(Object.entries(LONGEST))('%s is taken', (name, value) => {
    expect(pattern(name).test(value)).toBe(true);
  });

  it.each(Object.entries(LONGEST).filter(([name]) => !['FreezeUntil', 'ExistingTopicArn'].includes(name)))(
    '%s, and no character more, nor one more of another alphabet',
    (name, value) => {
      for (const more of [`${value}1`, `${value},a`, `1${value}`, value.replace('x', 'ü')])
        expect(more === value || !pattern(name).test(more)).toBe(true);
    },
  );
});

describe.each<[string, () => TemplateJson]>([
  ['the stack', () => jsonOf(theStack())],
  ['the construct', () => jsonOf(aStackWith({ applying: true }))],
])('the variables of %s', (_, make) => {
  it('fit at their longest', () => {
    const template = make();
    const variables = Object.entries(variablesOf(template)).map(([name, value]) => [
      name,
      longestOf(template, value),
    ]);
    const bytes = measured(Object.fromEntries(variables));
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  });
});

it('would not fit without the limits: the measure counts', () => {
  expect(measured({ TAG_VALUES: 'x'.repeat(MOST_BYTES - 17) })).toBe(MOST_BYTES);
  expect(measured({ TAG_VALUES: 'ü' })).toBe(measured({ TAG_VALUES: 'xxxxxx' }));
});

/** As JSON with everything beyond ASCII escaped, the longer of the ways in which it can be written. */
function measured(variables: unknown): number {
  return JSON.stringify(variables).replaceAll(/[^ -~]/g, '123456').length;
}

function pattern(name: string): RegExp {
  return new RegExp(isParameter(name) ? PARAMETERS[name].allowedPattern : 'no such parameter');
}

function variablesOf({ Resources }: TemplateJson): Readonly<Record<string, unknown>> {
  const lambda = Object.values(Resources).find(({ Type }) => Type === 'AWS::Lambda::Function');
  const { Variables } = Object(lambda?.Properties?.['Environment']);
  return Object(Variables);
}

/** What a value of the template can become at its longest. @throws for a function that is not known here */
function longestOf(template: TemplateJson, node: unknown): string {
  if (typeof node !== 'object' || node === null) return String(node);
  const [name, argument] = Object.entries(node)[0] ?? ['nothing', null];
  const all = Array.isArray(argument) ? argument : [argument];
  switch (name) {
    case 'Ref':
      return longestRef(template, String(argument));
    case 'Fn::GetAtt':
      return longestAttribute(template, String(all[0]), String(all[1]));
    case 'Fn::If':
      return longest(all.slice(1).map((each) => longestOf(template, each)));
    case 'Fn::Join':
      return [all[1]]
        .flat()
        .map((each) => longestOf(template, each))
        .join(String(all[0]));
    default:
      throw new Error(`the longest of ${JSON.stringify(node)} is not known here`);
  }
}

function longestRef(template: TemplateJson, name: string): string {
  const known = PSEUDO[name] ?? (isParameter(name) ? LONGEST[name] : undefined);
  if (known !== undefined) return known;
  const definition: Partial<ParameterDefinition> = isParameter(name) ? PARAMETERS[name] : {};
  if (definition.allowedValues !== undefined) return longest(definition.allowedValues);
  const { Type = '' } = template.Resources[name] ?? {};
  return Type === 'AWS::SNS::Topic' ? longestArn(template, name) : nameOf(Type);
}

/** @throws for an attribute that is neither an ARN nor a name */
function longestAttribute(template: TemplateJson, id: string, attribute: string): string {
  if (attribute === 'Arn') return longestArn(template, id);
  if (/^[A-Za-z]+Name$/.test(attribute)) return nameOf(template.Resources[id]?.Type ?? '');
  throw new Error(`how long ${attribute} of ${id} can be is not known here`);
}

function longestArn({ Resources }: TemplateJson, id: string): string {
  const { Type = '' } = Resources[id] ?? {};
  const service = Type.split('::')[1]?.toLowerCase();
  return Type === 'AWS::IAM::Role'
    ? `arn:${PARTITION}:iam::${ACCOUNT}:role${LONGEST.RolePath}${nameOf(Type)}`
    : `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT}:${nameOf(Type)}`;
}

/** @throws for a type whose names are not measured here */
function nameOf(type: string): string {
  const length = NAME_LENGTHS[type];
  if (length === undefined)
    throw new Error(`how long a name of ${type || 'nothing'} can be is not known here`);
  return 'n'.repeat(length);
}

function longest(texts: readonly string[]): string {
  return texts.reduce((most, text) => (measured(text) > measured(most) ? text : most), '');
}
