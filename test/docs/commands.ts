import { programOf } from '../../bin/program';
import { readEvent } from '../../lambda/event';
import manifest from '../../package.json';
import { command as deployCommand } from '../deploy/guide';
import { problemOfCdkDeploy, problemOfDeploy } from './templates';
import { PATHS, textOf } from './tree';

/** Whether a command of the pages is one that there is. */

const RUN_BY_DEPLOYMENT = [...textOf('test/deploy/deploy.test.ts').matchAll(/command\('([^']+)'\)/g)].map(
  ([, beginning = '']) => beginning,
);

/** The beginnings of commands that `npm run test:deploy` runs as they stand in the pages. */
export const DEPLOYED: readonly string[] = [...new Set(RUN_BY_DEPLOYMENT)];

type Check = (words: readonly string[], line: string) => string | null;

const NPM = new Set(['ci', 'test', 'install']);
const CDK = new Set(['bootstrap', 'deploy', 'destroy', 'synth']);

/** What a run leaves in the record; a folder ends with a slash. */
const RECORD = [
  /^lease\/ACCOUNT\.json$/,
  /^history\/ACCOUNT\.json$/,
  /^runs\/(?:RUN\/(?:journal\/)?)?$/,
  /^runs\/RUN\/(?:plan\.json|report\.json|undo\.txt)$/,
];

function isInRecord(key: string): boolean {
  return RECORD.some((pattern) => pattern.test(key));
}

/** `s3://BUCKET/KEY`, of a key that the record has. */
function objectOf(place: string | undefined): string | null {
  const key = /^s3:\/\/BUCKET\/(.*)$/.exec(place ?? '')?.[1];
  return key !== undefined && isInRecord(key) ? null : `the record has no ${place}`;
}

/** The single-file template to a bucket, under a name that the next release does not take. */
function asUpload(to: string): string | null {
  return /^s3:\/\/YOUR-BUCKET\/[\w-]+-VERSION\.json$/.test(to)
    ? null
    : `${to} is not s3://YOUR-BUCKET/...-VERSION.json`;
}

/** A command that is right in one form alone. */
const exactly =
  (form: RegExp): Check =>
  (words, line) =>
    form.test(words.join(' ')) ? null : `no check knows ${line}`;

/** Commands of the AWS CLI for the record and the function of a stack, and for an organisation, by their first two words. */
const AWS: Readonly<Record<string, Check>> = {
  's3 cp': ([from, to = '', ...more]) => {
    if (from === 'dist/elb-tls-remediator.template.json') return asUpload(to);
    if (to !== '-' || more.length > 0) return 'a record is read to the terminal: aws s3 cp PLACE -';
    return from?.endsWith('/') ? `${from} is a folder` : objectOf(from);
  },
  'cloudformation activate-organizations-access': exactly(/^$/),
  'organizations register-delegated-administrator': exactly(
    /^--account-id \d{12} --service-principal member\.org\.stacksets\.cloudformation\.amazonaws\.com$/,
  ),
  'cloudformation deploy': problemOfDeploy,
  'cloudformation delete-stack': exactly(/^--stack-name elb-tls-remediators$/),
  's3 ls': ([place, ...more]) => {
    if (more.length > 0 || !place?.endsWith('/')) return 'a folder is listed: aws s3 ls PLACE/';
    return objectOf(place);
  },
  's3api head-object': (words) => {
    const [bucket, name, key, path = '', query, field, ...more] = words;
    const asked = [bucket, name, key, query, field].join(' ');
    if (asked !== '--bucket BUCKET --key --query LastModified' || more.length > 0)
      return `no check knows ${words.join(' ')}`;
    return isInRecord(path) ? null : `the record has no ${path}`;
  },
  'lambda invoke': (_, line) => {
    const form =
      /^aws lambda invoke --invocation-type Event --function-name FUNCTION --payload fileb:\/\/\/dev\/stdin \/dev\/null <<< '([^']+)'$/;
    const payload = form.exec(line)?.[1];
    if (payload === undefined)
      return 'nobody waits for the answer (ADR 25), and a payload comes from standard input: both versions of the AWS CLI take that';
    try {
      const event: unknown = JSON.parse(payload);
      const { kind, dryRun } = readEvent(event);
      return kind === 'sweep' && !dryRun ? 'the function takes this for a sweep' : null;
    } catch (error) {
      return String(error);
    }
  },
};

/** By the first word: what is wrong with the rest, or `null`. */
const CHECKS: Readonly<Record<string, Check>> = {
  'elb-tls': (words) => parsed(words.map((word) => word.replaceAll(/^["']|["']$/g, ''))),
  npm: ([verb = '', script = '']) => {
    if (verb !== 'run') return NPM.has(verb) ? null : `npm ${verb} is not one of ${[...NPM].join(', ')}`;
    return script in manifest.scripts ? null : `package.json has no script ${script}`;
  },
  npx: ([program = '', ...rest], line) => {
    if (program === '--no' && rest[0] === '--') return problemOf(rest.slice(1).join(' '));
    if (program === 'cdk' && rest[0] === 'deploy') return problemOfCdkDeploy(rest.slice(1).join(' '));
    if (program === 'cdk') return CDK.has(rest[0] ?? '') ? null : `no command cdk ${rest[0]}`;
    if (program === 'jest') return hasTests(rest[0] ?? '') ? null : `no test is under ${rest[0]}`;
    return `no check knows ${line}`;
  },
  bash: ([script = '']) => (PATHS.has(script) ? null : `there is no ${script}`),
  aws: (words, line) => {
    if (DEPLOYED.some((beginning) => line === deployCommand(beginning))) return null;
    const check = AWS[words.slice(0, 2).join(' ')];
    return check === undefined ? 'test/deploy/deploy.test.ts does not run it' : check(words.slice(2), line);
  },
  // Of those who have it; nothing of ours.
  jq: () => null,
};

/** A word as a shell takes it: what is in quotes is of one piece. */
const WORD = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g;

/** What is wrong with a command; `null` when nothing is. One that no check knows is wrong too. */
export function problemOf(line: string): string | null {
  const [first = '', ...words] = line.replace(/^(?:[A-Z_]+=\S+ )+/, '').match(WORD) ?? [];
  return CHECKS[first]?.(words, line) ?? (first in CHECKS ? null : `no check knows ${first}`);
}

function hasTests(beginning: string): boolean {
  return [...PATHS].some((path) => path.startsWith(beginning));
}

/** The real program, its actions apart. */
function stubbed(): ReturnType<typeof programOf> {
  const program = programOf(() => undefined);
  for (const command of program.commands) command.action(() => undefined);
  return program;
}

/** The flags of all commands. */
export function flagsOfAll(): readonly string[] {
  const flags = stubbed().commands.flatMap(({ options }) => options.map(({ long }) => long ?? ''));
  return [...new Set(flags)];
}

/** What the real program says against these arguments, its actions apart. */
function parsed(words: readonly string[]): string | null {
  const root = stubbed();
  const said: string[] = [];
  for (const command of [root, ...root.commands]) {
    command.exitOverride().configureOutput({ writeErr: (text) => said.push(text) });
  }
  try {
    root.parse([...words], { from: 'user' });
    return null;
  } catch (error) {
    return said.join('') || String(error);
  }
}
