import { isKnownRegion } from '../../../lambda/core/regions';
import { parseTarget } from '../../../lambda/core/policy/target';
import { readEnvironment } from '../../../lambda/settings/environment';
import { parseMaxChanges } from '../../../lambda/settings/settings';
import { longestPauseHours } from '../../../lambda/core/schedule-pause';
import type { ParameterDefinition } from '../../../lib/parameters/definition';
import { PARAMETERS, setting, type ParameterName } from '../../../lib/parameters/parameters';
import { jsonOf, theStack } from '../synth';

interface Shown {
  readonly Type: string;
  readonly Default: string;
  readonly Description: string;
  readonly ConstraintDescription: string;
  readonly AllowedPattern: string;
  readonly AllowedValues?: readonly string[];
}

interface Template {
  readonly Parameters: Readonly<Record<string, Shown>>;
  readonly Metadata: { readonly 'AWS::CloudFormation::Interface': Interface };
}

interface Interface {
  readonly ParameterGroups: readonly {
    readonly Label: { default: string };
    readonly Parameters: readonly string[];
  }[];
  readonly ParameterLabels: Readonly<Record<string, { readonly default: string }>>;
}

const template: Template = JSON.parse(JSON.stringify(jsonOf(theStack())));
const shown = template.Parameters;
const form = template.Metadata['AWS::CloudFormation::Interface'];
const isName = (name: string): name is ParameterName => name in PARAMETERS;
const names = Object.keys(PARAMETERS).filter(isName);

function accepts(name: ParameterName, value: string): boolean {
  const { AllowedPattern = '^', AllowedValues } = shown[name] ?? {};
  return new RegExp(AllowedPattern).test(value) && (AllowedValues?.includes(value) ?? true);
}

it('are these, with these defaults', () => {
  // BootstrapVersion is the CDK's.
  const { BootstrapVersion: _, ...ours } = shown;
  expect(Object.fromEntries(Object.entries(ours).map(([name, { Default }]) => [name, Default]))).toEqual({
    DryRun: 'true',
    TargetPolicy: 'recommended',
    MaxChangesPerRun: '25',
    TagKey: 'Tier',
    TagValues: 'web',
    Regions: '',
    ScheduleExpression: 'cron(0 6 ? * MON-FRI *)',
    ScheduleTimezone: 'UTC',
    AlarmAfterHours: '76',
    ControllerOwned: 'hold',
    StackOwned: 'change',
    OwnerTags: '',
    OwnerTagKeys: 'Owner,Team',
    OutsideScope: 'false',
    Certificates: 'false',
    CertificateDays: '30,14,7',
    EventMode: 'false',
    ImpactAnalysis: 'false',
    ImpactDays: '7',
    ImpactThreshold: 'any',
    ImpactEngine: 'stream',
    ImpactWorkgroup: '',
    ImpactResults: '',
    WaveTagKey: '',
    WaveOrder: '',
    WaveSoakHours: '24',
    ChangeWindow: '',
    FreezeUntil: '',
    VerifyHandshake: 'false',
    WatchMinutes: '30',
    AutoUndo: 'false',
    WatchFactor: '3',
    WatchFloor: '50',
    NotificationEmail: '',
    ExistingTopicArn: '',
    ExistingKeyArn: '',
    DigestWhen: 'always',
    DigestFormat: 'json',
    ExistingRecordBucket: '',
    Architecture: 'arm64',
    PermissionsBoundaryArn: '',
    RolePath: '',
    OperatorRoleArns: '',
    RecordKeyArn: '',
    RecordDays: '400',
  });
});

describe.each(names)('%s', (name) => {
  const parameter = shown[name];
  const definition: ParameterDefinition = PARAMETERS[name];

  it('has a label, a description and a constraint in words', () => {
    expect(form.ParameterLabels[name]).toEqual({ default: definition.label });
    expect(definition.label).toMatch(/^[A-Z].{3,}[^.]$/);
    expect(parameter?.Description).toMatch(/^.{10,}\.$/);
    expect(parameter?.ConstraintDescription).toMatch(/^.{5,}[^.]$/);
  });

  it('is in one group of the form', () => {
    const groups = form.ParameterGroups.filter(({ Parameters }) => Parameters.includes(name));
    expect(groups.map(({ Label }) => Label.default)).toEqual([definition.group]);
  });

  it('has a default that it accepts', () => {
    expect(accepts(name, parameter?.Default ?? 'none')).toBe(true);
  });

  it('has a pattern for the whole value', () => {
    expect(parameter?.AllowedPattern).toMatch(/^\^.*\$$/);
    expect(accepts(name, `${parameter?.Default} ;`)).toBe(false);
  });
});

const DAY = new RegExp(PARAMETERS.FreezeUntil.allowedPattern);

const long = (length: number): string => 'x'.repeat(length);

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:operations';
const ROLE = 'arn:aws:iam::111122223333:role/ops';
const SSO_ROLES = 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Ops_*';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';

const VALUES: Readonly<
  Record<ParameterName, { readonly yes: readonly string[]; readonly no: readonly string[] }>
> = {
  DryRun: { yes: ['true', 'false'], no: ['', 'True', 'FALSE', 'yes', '0'] },
  TargetPolicy: {
    yes: [
      'recommended',
      'classical',
      'tls13',
      'fips',
      'ELBSecurityPolicy-TLS13-1-2-2021-06',
      'ELBSample-OpenSSLDefaultCipherPolicy',
    ],
    no: [
      '',
      'latest',
      'Recommended',
      'FIPS',
      'ELBSecurityPolicy-',
      'ELBSecurityPolicy-*',
      'TLS13-1-2-2021-06',
      'ELBSecurityPolicy-2016-08 ',
    ],
  },
  MaxChangesPerRun: {
    yes: ['1', '25', '9999', '10000'],
    no: ['', '0', '-1', '2.5', '1e3', '007', '10001', 'all'],
  },
  TagKey: {
    yes: ['Tier', 'Überbau', 'ß', 'Côté café', 'team/Web tier', 'a', 'kubernetes.io/role:x=@+-_', long(128)],
    // IAM takes no letter above U+00FF in a policy: it would fail when the policy is made, and not before.
    no: [
      '層',
      'Слой',
      'Łódź',
      'a×b',
      ' Tier ',
      '',
      ' Tier',
      'Tier ',
      'Tier,Team',
      'Ti"er',
      'T${x}',
      'Tier*',
      long(129),
    ],
  },
  TagValues: {
    yes: [
      'web',
      'web,api',
      'web tier,api',
      'bäckerei,été',
      'é'.repeat(24),
      long(256),
      `${long(256)},${long(43)}`,
      Array.from({ length: 20 }, (_, i) => `v${i}`).join(','),
    ],
    no: [
      '',
      ',',
      'web,',
      ',web',
      'web, api',
      'web ,api',
      'we"b',
      'web*',
      'ウェブ',
      'é'.repeat(25),
      long(257),
      `${long(256)},${long(144)}`,
      Array.from({ length: 21 }, (_, i) => `v${i}`).join(','),
    ],
  },
  Regions: {
    yes: ['', 'all', 'eu-west-1', 'eu-west-1,us-east-1', 'us-gov-west-1', 'eusc-de-east-1', 'ap-southeast-2'],
    no: [
      Array.from({ length: 41 }, () => 'eu-west-1').join(','),
      'ALL',
      'eu-west-1, us-east-1',
      'eu-west-1,',
      'all,eu-west-1',
      'Ireland',
      'eu-west',
      'eu-west-1a',
    ],
  },
  ScheduleExpression: {
    yes: [
      'cron(0 6 ? * MON-FRI *)',
      'cron(0 6 * * ? *)',
      'cron(00 06 * * ? *)',
      'cron(0/30 8-18 ? * 2-6 *)',
      'cron(*/15 * * * ? *)',
      'cron(0 6,18 ? * MON,WED,FRI *)',
      'cron(0 6 1,15 * ? *)',
      'cron(0 6 L * ? *)',
      'cron(0 6 3W * ? *)',
      'cron(0 6 ? * L *)',
      'cron(15 10 ? * 6L 2026-2028)',
      'cron(0 6 ? * 3#2 *)',
      'cron(0 6 ? JAN,JUL TUE#1 *)',
      'cron(0 6 1 1/3 ? *)',
      'cron(59 23 31 12 ? 2199)',
      'rate(1 hour)',
      'rate(1 hours)',
      'rate(12 hours)',
      'rate(1 day)',
      'rate(7 days)',
    ],
    no: [
      '',
      'daily',
      '0 6 * * *',
      'cron(0 6 * * *)',
      'cron(0 6 * * * *)',
      'cron(0 6 ? * ? *)',
      'cron(0 6 1 * MON *)',
      'cron(0 6 ? * MON-FRI *) ',
      'cron(0  6 ? * MON-FRI *)',
      'cron(60 6 ? * MON *)',
      'cron(0 24 ? * MON *)',
      'cron(0 6 0 * ? *)',
      'cron(0 6 32 * ? *)',
      'cron(0 6 ? 13 MON *)',
      'cron(0 6 ? * 0 *)',
      'cron(0 6 ? * 8 *)',
      'cron(0 6 ? * Monday *)',
      'cron(0 6 ? * 3#6 *)',
      'cron(0 6 ? * 3#1,6#3 *)',
      'cron(0 6 ? * MON/2 *)',
      'cron(0/0 6 ? * MON *)',
      'cron(0/60 6 ? * MON *)',
      'cron(0 6 L,15 * ? *)',
      'cron(0 6 15W,20 * ? *)',
      'cron(0 6 ? * MON 1969)',
      'cron(0 6 ? * MON 2200)',
      'CRON(0 6 ? * MON *)',
      'rate(0 hours)',
      'rate(2 hour)',
      'rate(1.5 hours)',
      'rate(-1 days)',
      'rate(30 minutes)',
      'rate(1 week)',
      'rate(1hour)',
      'at(2027-01-01T06:00:00)',
    ],
  },
  ScheduleTimezone: {
    yes: ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'America/Port-au-Prince', 'Etc/GMT+3'],
    no: [
      'Europe/Berlim',
      'America/Springfield',
      '',
      'utc',
      'CET',
      'Berlin',
      'Eurpoe/Berlin',
      'Europe',
      'Europe/',
      '+01:00',
      'Europe/Ber lin',
    ],
  },
  AlarmAfterHours: {
    yes: ['2', '9', '76', '99', '100', '168'],
    no: ['', '0', '1', '169', '200', '1000', '76.5', '-4'],
  },
  ControllerOwned: { yes: ['hold', 'change'], no: ['', 'Hold', 'keep', 'true'] },
  StackOwned: { yes: ['hold', 'change'], no: ['', 'CHANGE', 'ignore'] },
  OwnerTags: {
    yes: [
      '',
      'ManagedBy',
      'ManagedBy=terraform',
      'ManagedBy=terraform,Pulumi',
      'managed by=a=b',
      '管理=テラフォーム,владелец=команда',
      'team/owner=x:y@z',
    ],
    no: [
      '=terraform',
      'ManagedBy=',
      ',',
      'ManagedBy,',
      'ManagedBy=terraform, Pulumi',
      'ManagedBy =terraform',
      'Managed*',
      ' ',
    ],
  },
  OutsideScope: { yes: ['true', 'false'], no: ['', 'True', 'yes', '1'] },
  Certificates: { yes: ['true', 'false'], no: ['', 'True', 'yes', '1'] },
  CertificateDays: {
    yes: ['30,14,7', '1', '99', '7,14,30'],
    no: ['', '0', '100', '030', '30, 14', '30,', ',7', '1,2,3,4', '-1', '7.5'],
  },
  ImpactAnalysis: { yes: ['true', 'false'], no: ['', 'True', 'yes', '1'] },
  ImpactDays: { yes: ['1', '7', '30'], no: ['', '0', '31', '07', '7.5', '-1', 'week'] },
  ImpactThreshold: {
    yes: ['any', '0', '1', '999999', '0%', '0.1%', '12.345%', '100%'],
    no: ['', 'none', '-1', '1.5', '1000000', '101%', '0.1 %', '.1%', '1.2345%', '%', '01'],
  },
  ImpactEngine: { yes: ['stream', 'athena'], no: ['', 'Athena', 'sql', 'true'] },
  ImpactWorkgroup: {
    yes: ['', 'primary', 'audit_2.logs-eu', 'x'.repeat(32)],
    no: ['x'.repeat(33), 'a b', 'a/b', 'a*', 'für', 'a,b'],
  },
  ImpactResults: {
    yes: ['', 'all-results', 'my.bucket', 'x'.repeat(63)],
    no: ['arn:aws:s3:::results', 's3://results', 'results/folder', 'Results', 'x', 'x'.repeat(64), 'res*'],
  },
  EventMode: { yes: ['true', 'false'], no: ['', 'True', 'yes', '1'] },
  OwnerTagKeys: {
    yes: ['', 'Owner', 'Owner,Team', 'cost center,app.kubernetes.io/part-of', 'team/owner:of@x', long(48)],
    no: [',', 'Owner,', ',Team', 'Owner, Team', ' Owner', 'Own*', 'Ow"ner', 'Besitzerïn', long(49)],
  },
  WaveTagKey: {
    yes: ['', 'Environment', 'Umgebung für alle', '環境', 'Среда', 'البيئة', 'team/Wave 1', long(128)],
    no: [
      'a\u200bb',
      '環、境',
      '環，境',
      '🌊',
      '環'.repeat(25),
      ' ',
      ' Environment',
      'Environment ',
      'Env,Stage',
      'Env*',
      long(129),
    ],
  },
  WaveOrder: {
    yes: ['', '開発,検証,本番', 'dev', 'dev,staging,prod', 'dev,devs,adev', 'wave 1,wave 2', 'a.b,a+b'],
    no: [
      ',',
      'dev,',
      ',dev',
      'dev, prod',
      'dev,,prod',
      'dev,dev',
      'dev,staging,dev',
      'a,b,c,b',
      '開発,検証,開発',
      'dev;prod',
      Array.from({ length: 21 }, (_, i) => `v${i}`).join(','),
    ],
  },
  WaveSoakHours: { yes: ['0', '1', '24', '999'], no: ['', '-1', '1.5', '1000', '024', '1d'] },
  ChangeWindow: {
    yes: [
      '',
      'MON-THU 09:00-16:00 Europe/Berlin',
      'SAT 22:00-04:00 UTC',
      'MON,WED,FRI 00:00-24:00 America/Argentina/Buenos_Aires',
      'FRI-MON,WED 09:00-09:01 Etc/GMT+3',
      'SUN 09:00-19:00 UTC',
    ],
    no: [
      'MON-THU 09:00-09:00 Europe/Berlin',
      'MON 00:00-00:00 UTC',
      'MON 24:00-24:00 UTC',
      'MON 24:00-02:00 UTC',
      'MON 9:00-16:00 UTC',
      'MON 09:00-16:60 UTC',
      'MON 09:00-25:00 UTC',
      'Mon 09:00-16:00 UTC',
      'MONDAY 09:00-16:00 UTC',
      'MON- 09:00-16:00 UTC',
      'MON, TUE 09:00-16:00 UTC',
      'MON 09:00-16:00',
      'MON 09:00-16:00 Berlin',
      'MON  09:00-16:00 UTC',
      '09:00-16:00 UTC',
      'never',
      `${Array.from({ length: 25 }, () => 'MON').join(',')} 09:00-16:00 UTC`,
    ],
  },
  FreezeUntil: {
    yes: [
      '',
      '2026-12-31',
      '2027-01-06',
      '2027-02-28',
      '2028-02-29',
      '2096-02-29',
      '2027-04-30',
      '2099-11-30',
    ],
    no: [
      '2027-02-29',
      '2098-02-29',
      '2028-02-30',
      '2027-04-31',
      '2027-13-01',
      '2027-00-10',
      '2027-01-00',
      '2027-01-32',
      '2019-12-31',
      '2100-01-01',
      '27-01-06',
      '2027-1-6',
      '06.01.2027',
      '2027-01-06T00:00:00Z',
      'tomorrow',
    ],
  },
  WatchMinutes: {
    yes: ['0', '1', '30', '999', '1000', '1399', '1440'],
    no: ['', '-1', '030', '7.5', '1441', '1500', '9999'],
  },
  VerifyHandshake: { yes: ['true', 'false'], no: ['', 'True', 'yes', '1'] },
  AutoUndo: { yes: ['true', 'false'], no: ['', 'True', 'yes', '1'] },
  WatchFactor: {
    yes: ['1', '3', '2.5', '10.25', '99', '100'],
    no: ['', '0', '0.5', '101', '100.5', '3,5', '2.', '-3'],
  },
  WatchFloor: { yes: ['1', '50', '999999'], no: ['', '0', '-1', '1.5', '1000000', '050'] },
  DigestWhen: { yes: ['always', 'attention'], no: ['', 'Always', 'never', 'weekly'] },
  DigestFormat: { yes: ['json', 'text'], no: ['', 'JSON', 'html'] },
  Architecture: { yes: ['arm64', 'x86_64'], no: ['', 'arm', 'x86', 'ARM64', 'x86-64'] },
  PermissionsBoundaryArn: {
    yes: [
      '',
      'arn:aws:iam::111122223333:policy/boundary',
      'arn:aws-cn:iam::111122223333:policy/team/a+b=c',
      'arn:aws:iam::aws:policy/PowerUserAccess',
    ],
    no: ['boundary', 'arn:aws:iam::111122223333:role/boundary', 'arn:aws:iam::111122223333:policy/'],
  },
  RolePath: {
    yes: ['', '/team/', '/team/tools/', '/a+b=c/'],
    no: [`/${'x'.repeat(127)}/`, '/', 'team', '/team', 'team/', '//', '/team//tools/', '/team tools/'],
  },
  OperatorRoleArns: {
    yes: ['', ROLE, `${ROLE},${ROLE}2`, `${ROLE}-*`, SSO_ROLES, ROLE.replace(':role/', ':user/')],
    no: [
      'ops',
      '*',
      `${ROLE},`,
      `${ROLE}, ${ROLE}`,
      'arn:aws:iam::*:role/ops',
      'arn:aws:iam::111122223333:root',
      'arn:aws:sts::111122223333:assumed-role/ops/jo',
      Array.from({ length: 11 }, () => ROLE).join(','),
    ],
  },
  RecordKeyArn: { yes: ['', KEY], no: ['alias/tls', KEY.replace(':key/', ':alias/')] },
  RecordDays: { yes: ['1', '30', '400', '9999'], no: ['', '0', '-1', '1.5', '10000', '0400', 'forever'] },
  NotificationEmail: {
    yes: ['', 'ops@example.com', 'ops+tls@mail.example.co.uk'],
    no: ['ops', 'ops@example', '@example.com', 'ops@', 'ops @example.com', 'a@b.c d@e.f', 'a@b@c.de'],
  },
  ExistingTopicArn: {
    yes: ['', TOPIC, TOPIC.replace('arn:aws:', 'arn:aws-us-gov:')],
    no: [
      'operations',
      `${TOPIC}.fifo`,
      `${TOPIC}:11112222-3333-4444-5555-666677778888`,
      TOPIC.replace(':sns:', ':sqs:'),
    ],
  },
  ExistingRecordBucket: {
    yes: ['', 'elbtlsremediator-recordbucket-1a2b3c', 'a.b', `a${'x'.repeat(61)}b`],
    no: [
      'ab',
      'Records',
      'a_b',
      '-ab',
      'ab-',
      `a${'x'.repeat(62)}b`,
      'arn:aws:s3:::records',
      's3://records',
      'records,more',
    ],
  },
  ExistingKeyArn: {
    yes: ['', KEY, 'arn:aws:kms:eu-west-1:111122223333:key/11112222-3333-4444-5555-666677778888'],
    no: [
      'alias/tls',
      '11112222-3333-4444-5555-666677778888',
      KEY.replace(':key/', ':alias/'),
      KEY.replace(':kms:', ':sns:'),
    ],
  },
};

describe.each(names)('%s takes', (name) => {
  it.each(VALUES[name].yes.map((value) => [value]))('"%s"', (value) =>
    expect(accepts(name, value)).toBe(true),
  );
});

describe.each(names)('%s refuses', (name) => {
  it.each(VALUES[name].no.map((value) => [value]))('"%s"', (value) =>
    expect(accepts(name, value)).toBe(false),
  );
});

describe('the function reads what the parameters take', () => {
  it.each(VALUES.TargetPolicy.yes)('TargetPolicy %s', (value) => {
    expect(parseTarget(value)).not.toBeNull();
  });

  it.each(VALUES.Regions.yes.filter((value) => value !== '' && value !== 'all'))('Regions %s', (value) => {
    expect(value.split(',').every(isKnownRegion)).toBe(true);
  });

  it.each(VALUES.MaxChangesPerRun.yes)('MaxChangesPerRun %s', (value) => {
    expect(parseMaxChanges(value, 'MAX_CHANGES')).toBe(Number(value));
  });

  it.each([
    ['TagKey', 'TAG_KEY', VALUES.TagKey.yes],
    ['TagValues', 'TAG_VALUES', VALUES.TagValues.yes],
    ['Regions', 'REGIONS', ['', 'all']],
  ])('%s', (_, variable, values) => {
    for (const value of values) {
      const { settings } = readEnvironment({ AWS_REGION: 'eu-west-1', [variable]: value });
      const { scope } = settings;
      const read: Readonly<Record<string, unknown>> = {
        TAG_KEY: scope.tagKey,
        TAG_VALUES: scope.tagValues.join(','),
        REGIONS: settings.regions === 'all' ? 'all' : '',
      };
      expect(read[variable]).toBe(value);
    }
  });

  it('and each default means what it means without', () => {
    const said = readEnvironment({
      AWS_REGION: 'eu-west-1',
      DRY_RUN: PARAMETERS.DryRun.default,
      TAG_KEY: PARAMETERS.TagKey.default,
      TAG_VALUES: PARAMETERS.TagValues.default,
      REGIONS: PARAMETERS.Regions.default,
      TARGET_POLICY: PARAMETERS.TargetPolicy.default,
    });
    expect(said).toEqual(readEnvironment({ AWS_REGION: 'eu-west-1', DRY_RUN: 'true' }));
  });
});

it('AlarmAfterHours is the longest pause of the default schedule and four hours', () => {
  expect(Number(PARAMETERS.AlarmAfterHours.default)).toBe(
    (longestPauseHours(PARAMETERS.ScheduleExpression.default) ?? 0) + 4,
  );
});

it('FreezeUntil takes the days that there are', () => {
  const texts = Array.from({ length: 80 * 12 * 31 }, (_, i) => {
    const [year, month, day] = [2020 + Math.floor(i / 372), (Math.floor(i / 31) % 12) + 1, (i % 31) + 1];
    return [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
  });
  const days = texts.filter((text) => new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text));
  expect(texts.filter((text) => DAY.test(text))).toEqual(days);
});

describe('setting', () => {
  it('takes what the parameter takes, and its default where nothing is given', () => {
    expect(setting('TagKey', 'Team')).toBe('Team');
    expect(setting('TagKey', undefined)).toBe('Tier');
  });

  it('says what was got and what is allowed', () => {
    expect(() => setting('MaxChangesPerRun', '0')).toThrow(
      'MaxChangesPerRun got "0"; use a whole number from 1 to 10000',
    );
  });
});
