import { parse } from 'yaml';
import type { TemplateJson } from '../lib/resolve';
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
  /^--stack-name ([\w-]+) --template-file (docs\/organisation\/[\w-]+\.yaml) --parameter-overrides (.+)$/;

/** What is wrong with an `aws cloudformation deploy` of one of them; `null` when nothing is. */
export function problemOfDeploy(words: readonly string[]): string | null {
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
