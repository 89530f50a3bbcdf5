import { parse } from 'yaml';
import type { TemplateJson } from '../lib/resolve';
import { PARAMETERS } from '../../lib/parameters/parameters';
import { PATHS, textOf } from './tree';

/** The CloudFormation templates among the pages, and the commands that deploy them. */

export interface PageTemplate extends TemplateJson {
  readonly Parameters?: Readonly<
    Record<string, { readonly Default?: string; readonly AllowedPattern?: string }>
  >;
}

export function templateOf(file: string): PageTemplate {
  const template: PageTemplate = parse(textOf(file));
  return template;
}

const DEPLOY =
  /^(?:--region [\w-]+ )?--stack-name ([\w-]+) (?:--capabilities CAPABILITY_IAM )?--template-file (docs\/(?:organisation|events)\/[\w-]+\.yaml) --parameter-overrides (.+)$/;

const SINGLE_FILE =
  /^--stack-name ElbTlsRemediator --s3-bucket YOUR-BUCKET --capabilities CAPABILITY_IAM --template-file dist\/elb-tls-remediator\.template\.json --parameter-overrides (.+)$/;

/** What is wrong with an `aws cloudformation deploy` of one of them, or of the stack; `null` when nothing is. */
export function problemOfDeploy(words: readonly string[]): string | null {
  const [, ofTheStack] = SINGLE_FILE.exec(words.join(' ')) ?? [];
  if (ofTheStack !== undefined) return problemOfSettings(wordsIn(ofTheStack));
  const [, , file = '', overrides = ''] = DEPLOY.exec(words.join(' ')) ?? [];
  if (!PATHS.has(file)) return `no template of ours is deployed by ${words.join(' ')}`;
  const { Parameters: parameters = {} } = templateOf(file);
  const problems = overrides.split(' ').map((override) => {
    const [name = '', value = ''] = override.split('=');
    const parameter = parameters[name];
    if (parameter === undefined) return `${file} has no parameter ${name}`;
    return new RegExp(parameter.AllowedPattern ?? '').test(value) ? null : `${name} does not take ${value}`;
  });
  return problems.find((problem) => problem !== null) ?? null;
}

/** What is wrong with a `cdk deploy`, by what stands behind it. */
export function problemOfCdkDeploy(text: string): string | null {
  const words = wordsIn(text.replace(/ ?--require-approval never$/, ''));
  const flags = words.filter((_, index) => index % 2 === 0);
  const odd = flags.find((flag) => flag !== '--parameters');
  if (odd !== undefined || words.length % 2 === 1) return `no check knows cdk deploy ${text}`;
  return problemOfSettings(words.filter((_, index) => index % 2 === 1));
}

/** Parameters of the stack, each `NAME=value`; a value that its reader fills in begins with YOUR-. */
function problemOfSettings(settings: readonly string[]): string | null {
  const known = new Map<string, { readonly allowedPattern: string }>(Object.entries(PARAMETERS));
  const problems = settings.map((each) => {
    const [name = '', ...value] = each.split('=');
    const parameter = known.get(name);
    if (parameter === undefined) return `the stack has no parameter ${name}`;
    const given = value.join('=');
    const isTaken = given.startsWith('YOUR-') || new RegExp(parameter.allowedPattern).test(given);
    return isTaken ? null : `${name} does not take ${given}`;
  });
  return problems.find((problem) => problem !== null) ?? null;
}

/** As a shell takes them apart. */
function wordsIn(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}
