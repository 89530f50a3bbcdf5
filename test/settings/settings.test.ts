import { UserError } from '../../lambda/core/user-error';
import {
  parseFindBy,
  parseMaxChanges,
  parseRegions,
  parseScope,
  parseTargetSetting,
} from '../../lambda/settings/settings';
import { many } from '../helpers';

/** What a mistake has to say: what was got, and what is allowed. */
function mistakeIn(parse: () => unknown): UserError {
  try {
    parse();
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error('it was taken');
}

describe('the scope', () => {
  it.each([
    ['Tier', ['web'], ['web']],
    ['aws:cloudformation:stack-name', ['a b', 'ü'], ['a b', 'ü']],
    ['Tier', ['web', 'Web', 'web'], ['web', 'Web']],
    ['Tier', many(20, String), many(20, String)],
  ])('%s = %j', (tagKey, values, tagValues) => {
    expect(parseScope(tagKey, values)).toEqual({ tagKey, tagValues });
  });

  it.each([
    ['no key', '', ['web'], /key is empty/],
    ['no value', 'Tier', [], /Tier.*Tier=web/],
    ['an empty value', 'Tier', ['web', ''], /Tier.*empty/],
    ['more values than AWS filters by', 'Tier', many(21, String), /21.*20/],
  ])('%s is refused', (_name, key, values, message) => {
    expect(mistakeIn(() => parseScope(key, values)).message).toMatch(message);
  });
});

describe('Regions', () => {
  it.each([
    [['eu-west-1'], ['eu-west-1']],
    [
      ['eu-west-1', 'us-east-1', 'eu-west-1'],
      ['eu-west-1', 'us-east-1'],
    ],
    [['all'], 'all'],
    [['cn-north-1'], ['cn-north-1']],
  ])('%j', (names, expected) => {
    expect(parseRegions(names, 'REGIONS')).toEqual(expected);
  });

  it.each([
    [['eu-west-9'], /REGIONS.*"eu-west-9".*eu-west-1, or all/],
    [['eu-west-1', 'Frankfurt'], /"Frankfurt"/],
    [['EU-WEST-1'], /"EU-WEST-1"/],
    [['aws-global'], /"aws-global"/],
    [[''], /""/],
    [['all', 'eu-west-1'], /"all" stands alone/],
  ])('%j are refused', (names, message) => {
    expect(mistakeIn(() => parseRegions(names, 'REGIONS')).message).toMatch(message);
  });
});

describe('the target', () => {
  it.each([
    ['recommended', { kind: 'recommended' }],
    ['classical', { kind: 'classical' }],
    ['tls13', { kind: 'tls13' }],
    ['fips', { kind: 'fips' }],
    ['ELBSecurityPolicy-X-2030-01', { kind: 'named', name: 'ELBSecurityPolicy-X-2030-01' }],
  ])('%s', (text, expected) => {
    expect(parseTargetSetting(text, '--target')).toEqual(expected);
  });

  it.each([
    '',
    'Recommended',
    'latest',
    'TLS13-1-2-Res-2021-06',
    'ELBSecurityPolicy-',
    'ELBSecurityPolicy-a b',
  ])('"%s" is refused', (text) => {
    const { message } = mistakeIn(() => parseTargetSetting(text, '--target'));

    expect(message).toContain(`--target got "${text}"`);
    expect(message).toMatch(/recommended, classical, tls13, fips/);
  });
});

describe('the limit of changes', () => {
  it.each([
    ['0', 0],
    ['25', 25],
    ['007', 7],
  ])('%s', (text, expected) => {
    expect(parseMaxChanges(text, '--max-changes')).toBe(expected);
  });

  it.each(['', '-1', '1.5', '1e3', 'many', '25 ', 'Infinity', '99999999999999999999'])(
    '"%s" is refused',
    (text) => {
      expect(mistakeIn(() => parseMaxChanges(text, '--max-changes')).message).toMatch(
        /^--max-changes got ".*"; use a whole number/,
      );
    },
  );
});

describe('how to find', () => {
  it.each(['index', 'scan'] as const)('%s', (text) => {
    expect(parseFindBy(text, 'FIND_BY')).toBe(text);
  });

  it('anything else is refused', () => {
    expect(mistakeIn(() => parseFindBy('guess', 'FIND_BY')).message).toMatch(
      /FIND_BY got "guess"; use index .* or scan/,
    );
  });
});

it('a mistake is wrong usage unless it says otherwise', () => {
  expect(new UserError('x').exitCode).toBe(64);
  expect(new UserError('x', 1).exitCode).toBe(1);
});
