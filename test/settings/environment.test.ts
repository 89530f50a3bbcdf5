import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import {
  readConsole,
  readEnvironment,
  readTopic,
  readWatch,
  type Environment,
} from '../../lambda/settings/environment';
import { UserError } from '../../lambda/core/user-error';

const GIVEN: Environment = { AWS_REGION: 'eu-west-1', DRY_RUN: 'true', RECORD_BUCKET: 'elb-tls-records' };

function read(environment: Environment): ReturnType<typeof readEnvironment> {
  return readEnvironment({ ...GIVEN, ...environment });
}

it('nothing set: the web tier of its own Region, dry, without a limit', () => {
  expect(readEnvironment({ AWS_REGION: 'eu-west-1' })).toEqual({
    settings: {
      scope: { tagKey: 'Tier', tagValues: ['web'] },
      regions: ['eu-west-1'],
      target: { kind: 'recommended' },
      rollout: DEFAULT_ROLLOUT,
      findBy: 'index',
      ownerTagKeys: ['Owner', 'Team'],
      outside: false,
      certificateDays: null,
    },
    dryRun: true,
    notes: [expect.stringContaining('DRY_RUN is not set')],
    hints: [],
    digest: { when: 'always', format: 'json' },
  });
});

it('everything set', () => {
  const environment = {
    TAG_KEY: 'Role',
    TAG_VALUES: 'web, api',
    REGIONS: 'us-east-1,eu-central-1',
    DRY_RUN: 'false',
    TARGET_POLICY: 'classical',
    MAX_CHANGES: '25',
    FIND_BY: 'scan',
    OWNER_TAG_KEYS: 'Squad, Cost center,Squad',
    OUTSIDE: 'true',
    CERT_DAYS: '7, 45,14,7',
    DIGEST_WHEN: 'attention',
    DIGEST_FORMAT: 'text',
  };

  expect(read(environment)).toEqual({
    settings: {
      scope: { tagKey: 'Role', tagValues: ['web', 'api'] },
      regions: ['us-east-1', 'eu-central-1'],
      target: { kind: 'classical' },
      rollout: { ...DEFAULT_ROLLOUT, maxChanges: 25 },
      findBy: 'scan',
      ownerTagKeys: ['Squad', 'Cost center'],
      outside: true,
      certificateDays: [45, 14, 7],
    },
    dryRun: false,
    notes: [],
    hints: [],
    recordBucket: 'elb-tls-records',
    digest: { when: 'attention', format: 'text' },
  });
});

it('what is empty counts as not set', () => {
  const empty = {
    TAG_KEY: '',
    TAG_VALUES: ' ',
    REGIONS: '',
    TARGET_POLICY: '',
    MAX_CHANGES: '',
    FIND_BY: '',
    DIGEST_WHEN: ' ',
    DIGEST_FORMAT: '',
  };

  expect(read(empty)).toEqual(read({}));
});

it.each(['', ' '])('OWNER_TAG_KEYS="%s" shows no owners', (value) => {
  expect(read({ OWNER_TAG_KEYS: value }).settings.ownerTagKeys).toEqual([]);
});

it.each(['', 'false', 'yes', '1', 'truee'])('OUTSIDE="%s" leaves it off', (value) => {
  expect(read({ OUTSIDE: value }).settings.outside).toBe(false);
});

it('REGIONS may be all', () => {
  expect(read({ REGIONS: 'all' }).settings.regions).toBe('all');
});

describe('DRY_RUN', () => {
  it.each([
    ['true', true],
    ['TRUE', true],
    ['True', true],
    [' true ', true],
    ['false', false],
    ['FALSE', false],
    ['False', false],
    ['fAlSe ', false],
  ])('"%s" is clear: dry %s', (value, dryRun) => {
    expect(read({ DRY_RUN: value })).toMatchObject({ dryRun, notes: [] });
  });

  it.each(['', 'no', '0', '1', 'off', 'flase', 'null', 'false;', '"false"', 'false,true', 'False!'])(
    '"%s" is a dry run, and says so',
    (value) => {
      expect(read({ DRY_RUN: value })).toMatchObject({
        dryRun: true,
        notes: [expect.stringMatching(/^DRY_RUN got ".*"; use true or false\. This was a dry run\.$/)],
      });
    },
  );
});

describe('(33) RECORD_BUCKET', () => {
  it.each([undefined, '', ' '])('"%s" makes DRY_RUN=false a dry run, and says so', (value) => {
    expect(read({ DRY_RUN: 'false', RECORD_BUCKET: value })).toMatchObject({
      dryRun: true,
      notes: [expect.stringMatching(/^RECORD_BUCKET is not set.*set it to.*This was a dry run\.$/)],
      recordBucket: undefined,
    });
  });

  it.each(['true', 'no'])('is no news where DRY_RUN=%s makes it a dry run', (value) => {
    const { notes } = read({ DRY_RUN: value, RECORD_BUCKET: '' });
    expect(notes.join()).not.toContain('RECORD_BUCKET');
  });
});

describe('what cannot be read is refused, and named', () => {
  it.each([
    ['TAG_VALUES', 'web,', /Tier has an empty value/],
    ['REGIONS', 'eu-west-9', /REGIONS got unknown Region "eu-west-9"/],
    ['REGIONS', 'all,eu-west-1', /REGIONS got all, eu-west-1/],
    ['REGIONS', 'eu-west-1 us-east-1', /REGIONS/],
    ['AWS_REGION', '', /REGIONS/],
    ['TARGET_POLICY', 'latest', /TARGET_POLICY got "latest"/],
    ['MAX_CHANGES', '-1', /MAX_CHANGES got "-1"/],
    ['MAX_CHANGES', 'none', /MAX_CHANGES got "none"/],
    ['FIND_BY', 'guess', /FIND_BY got "guess"/],
    ['OWNER_TAG_KEYS', 'Owner,,Team', /OWNER_TAG_KEYS got "Owner,,Team"; use keys of tags/],
    ['DIGEST_WHEN', 'never', /DIGEST_WHEN got "never"; use always \(every run\) or attention/],
    ['DIGEST_FORMAT', 'JSON', /DIGEST_FORMAT got "JSON"; use json \(for programs\) or text/],
  ])('%s="%s"', (name, value, message) => {
    const refused = (): unknown => read({ [name]: value });

    expect(refused).toThrow(UserError);
    expect(refused).toThrow(message);
  });
});

describe('TOPIC_ARN', () => {
  it.each([
    'arn:aws:sns:eu-west-1:111122223333:elb-tls-digest',
    'arn:aws-cn:sns:cn-north-1:111122223333:a_b',
    ' arn:aws:sns:eu-west-1:111122223333:ops ',
  ])('%s', (arn) => {
    expect(readTopic({ TOPIC_ARN: arn })).toBe(arn.trim());
  });

  it.each([
    undefined,
    '',
    'ops',
    'arn:aws:sqs:eu-west-1:111122223333:ops',
    'arn:aws:sns:eu-west-1:111122223333:ops:subscription',
  ])('"%s" is refused', (arn) => {
    expect(() => readTopic({ TOPIC_ARN: arn })).toThrow(/TOPIC_ARN got ".*"; use the ARN of the SNS topic/);
  });
});

describe('the thresholds of the watch', () => {
  it.each([
    ['30 3 0', '0', 'floor'],
    ['30 3 0.9', '0.9', 'floor'],
    ['30 0 50', '0', 'factor'],
    ['30 0.5 50', '0.5', 'factor'],
    ['30 3 few', 'few', 'floor'],
  ])('"%s" would undo what nobody failed on, and is refused', (watch, text, what) => {
    expect(() => readWatch({ WATCH: watch })).toThrow(
      `WATCH got "${text}" for its ${what}; use a number, 1 or more`,
    );
  });

  it.each([
    [{ WATCH: '30 1 1' }, { factor: 1, floor: 1 }],
    [{ WATCH: '30 2.5' }, { factor: 2.5, floor: 50 }],
  ])('%j is taken', (environment, rule) => {
    expect(readWatch(environment).rule).toEqual(rule);
  });

  it('no minutes is no watch', () => {
    expect(readWatch({ WATCH: '0' }).minutes).toBe(0);
  });
});

it('refuses a change window in a time zone that there is not', () => {
  const environment = {
    TAG_KEY: 'Tier',
    TAG_VALUES: 'web',
    AWS_REGION: 'eu-west-1',
    CHANGE_WINDOW: 'MON 09:00-10:00 Europe/Berln',
  };
  expect(() => readEnvironment(environment)).toThrow(
    'CHANGE_WINDOW got "MON 09:00-10:00 Europe/Berln", and there is no time zone "Europe/Berln"; use UTC or',
  );
});

describe('where people can look', () => {
  it('is what Lambda says of itself', () => {
    const environment = {
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'elb-tls-Function',
      AWS_LAMBDA_LOG_GROUP_NAME: 'elb-tls-Log',
      AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/27/[$LATEST]0f1e',
    };
    expect(readConsole(environment)).toEqual({
      region: 'eu-west-1',
      dashboard: 'elb-tls-Function',
      logGroup: 'elb-tls-Log',
      logStream: '2026/11/27/[$LATEST]0f1e',
    });
  });

  it('is not known where there is no Lambda', () => {
    expect(Object.values(readConsole({ AWS_REGION: ' ' }))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
