import { dirname, join } from 'node:path';
import { command as deployCommand } from './deploy/guide';
import { DEPLOYED, flagsOfAll, problemOf } from './docs/commands';
import { FILES_WITH_PROSE, missingFrom, missingIn } from './docs/mentions';
import { anchorsOf, commandsIn, inlineCommandsIn, linksIn } from './docs/page';
import { FILES, PAGES, PATHS, textOf } from './docs/tree';

/** The pages keep their promises: what they tell a reader to type exists, and so does what they point at. */

/** Every promise of these pages that is broken, with the page that makes it. */
function broken(
  files: readonly string[],
  problemsOf: (file: string) => readonly string[],
): readonly string[] {
  return files.flatMap((file) => problemsOf(file).map((problem) => `${file}: ${problem}`));
}

const invoke = (payload: string): string =>
  `aws lambda invoke --invocation-type Event --function-name FUNCTION --payload fileb:///dev/stdin /dev/null <<< '${payload}'`;

describe('commands', () => {
  it('in the pages are commands that there are', () => {
    expect(broken(PAGES, wrongCommandsOf)).toEqual([]);
  });

  it('have all their flags in the pages', () => {
    const pages = ['docs/settings.md', 'docs/operations.md'].map(textOf).join('');

    expect(flagsOfAll().filter((flag) => !new RegExp(`${flag}(?![\\w-])`).test(pages))).toEqual([]);
  });

  it.each(['npm ci && npm run demo', 'npm ci && npm test'])(
    '"%s" stands in the README, alone on its line',
    (line) => {
      expect(textOf('README.md').split('\n')).toContain(line);
    },
  );

  it.each(DEPLOYED)('"%s ..." of the deployment test stands in the pages, once', (beginning) => {
    expect(deployCommand(beginning)).toContain(beginning);
  });

  it.each([
    ['elb-tls plan --regions eu-west-1', /unknown option '--regions'/],
    ['elb-tls undo', /missing required argument 'RUN'/],
    ['npx --no -- elb-tls list', /unknown command 'list'/],
    ['npm run tests', /no script tests/],
    ['npx cdk deploy --parameters WaveOrders=dev,prod', /no parameter WaveOrders/],
    ["npx cdk deploy --parameters 'ChangeWindow=daily'", /ChangeWindow does not take daily/],
    ['npx cdk deploy DryRun=false', /no check knows/],
    [
      "aws cloudformation deploy --stack-name ElbTlsRemediator --s3-bucket YOUR-BUCKET --capabilities CAPABILITY_IAM --template-file dist/elb-tls-remediator.template.json --parameter-overrides DryRun=false WaveSoakHours='a day'",
      /WaveSoakHours does not take/,
    ],
    ['UPDATE_DOCS=1 npx jest test/nowhere', /no test is under/],
    ['aws s3 rb s3://BUCKET', /does not run it/],
    ['make all', /no check knows make/],
    [
      'aws cloudformation deploy --stack-name a --template-file docs/organisation/nowhere.yaml --parameter-overrides A=b',
      /no template of ours/,
    ],
    [
      'aws cloudformation deploy --stack-name a --template-file docs/organisation/stack-set.yaml --parameter-overrides Unit=b',
      /has no parameter Unit/,
    ],
    [
      'aws cloudformation deploy --stack-name a --template-file docs/organisation/central-topic.yaml --parameter-overrides OrganizationId=ours',
      /OrganizationId does not take ours/,
    ],
    ['aws s3 cp dist/elb-tls-remediator.template.json s3://YOUR-BUCKET/template.json', /VERSION/],
    ['aws s3 cp s3://BUCKET/runs/RUN/undo.sh -', /the record has no/],
    ['aws s3 cp s3://BUCKET/lease/ACCOUNT.json', /to the terminal/],
    ['aws s3 ls s3://BUCKET/journal/', /the record has no/],
    ['aws s3api head-object --bucket BUCKET --key lease.json --query LastModified', /the record has no/],
    [invoke('{"undo": 5}'), /use the name of a run/],
    [
      `aws lambda invoke --function-name FUNCTION --payload fileb:///dev/stdin /dev/null <<< '{"undo": "RUN"}'`,
      /nobody waits/,
    ],
    [
      `aws lambda invoke --invocation-type Event --function-name FUNCTION --payload '{"undo": "RUN"}' /dev/null`,
      /standard input/,
    ],
    [invoke('{"redo": "RUN"}'), /an unknown word, "redo"/],
    [invoke('{"detail": "RUN"}'), /for a sweep/],
  ])('%s would be found out', (line, problem) => {
    expect(problemOf(line)).toMatch(problem);
  });
});

function wrongCommandsOf(page: string): readonly string[] {
  return [...commandsIn(page), ...inlineCommandsIn(page)].flatMap((line) => {
    const problem = problemOf(line);
    return problem === null ? [] : [`${line}: ${problem}`];
  });
}

describe('links', () => {
  it('in the pages lead to files and headings that there are', () => {
    expect(broken(PAGES, deadLinksOf)).toEqual([]);
  });
});

function deadLinksOf(page: string): readonly string[] {
  return linksIn(page).filter((link) => !leadsOn(page, link));
}

function leadsOn(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  return PATHS.has(target) && (anchor === undefined || anchorsOf(target).has(anchor));
}

describe('names of files', () => {
  it('in pages and comments are names of files that there are', () => {
    expect(broken(FILES_WITH_PROSE, missingIn)).toEqual([]);
  });

  it.each([
    'lambda/environment.ts',
    'test/lib/permissions.test.ts',
    'core/recheck.ts',
    'write-permissions.ts',
  ])('%s would be found out', (name) => {
    expect(missingFrom(`The contract with ${name}.`, 'lib/settings.ts')).toEqual([name]);
  });

  it.each(['lambda/settings/environment.ts', 'terminal/output.ts', 'stack.ts', 'lambda/aws', 'lambda/sweep'])(
    '%s is found',
    (name) => {
      expect(missingFrom(`The contract with ${name}.`, 'lib/settings.ts')).toEqual([]);
    },
  );
});

describe('what only its writers could look up', () => {
  it('is cited nowhere', () => {
    expect(broken(FILES, citedBy)).toEqual([]);
  });
});

/** An issue of another repository is named with it, and can be looked up: boto/boto3 issue 1438. */
function citedBy(file: string): readonly string[] {
  const cited = textOf(file).matchAll(
    /\bdesign (?:section|rule)s? \d|\bsection \d|(?<!\S\/\S+ )\bissues? \d/gi,
  );
  return [...cited].map(([words]) => words);
}

describe('the README', () => {
  it('is read in two minutes', () => {
    expect(textOf('README.md').split('\n').length).toBeLessThanOrEqual(140);
  });
});
