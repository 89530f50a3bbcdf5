import { Command, Option } from 'commander';
import type { Flags } from './flags';

/** What can be typed, and the help on it. */

/** What a command does once its line is read. */
export type Action = (mode: 'plan' | 'apply', planFile: string | undefined, flags: Flags) => Promise<void>;

const EXAMPLES = `
Credentials, profile, Region and endpoint come from the AWS SDK's own settings
(AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL, ...).

Examples:
  elb-tls plan                                      what would change in your Region
  elb-tls plan --region all --out plan.json         in every enabled Region; keep the plan
  elb-tls apply plan.json                           that plan and nothing else
  elb-tls apply --region eu-west-1 --max-changes 5  five load balancers, planned now
  elb-tls plan --tag Tier=web --tag Tier=edge --json | jq .totals

Exit status:
  0  nothing left to do        1  something failed
  2  changes planned or held   64 wrong usage
`;

export function programOf(action: Action): Command {
  const program = new Command('elb-tls')
    .description(
      'Moves the TLS listeners of the web tier to the newest policy AWS recommends. Never weakens one.',
    )
    .addHelpText('after', EXAMPLES)
    .configureOutput({ outputError: inOneSentence('use plan or apply, see elb-tls --help') })
    .exitOverride();
  withFlags(program.command('plan'))
    .description('say what an apply would do; changes nothing')
    .action((flags: Flags) => action('plan', undefined, flags));
  withFlags(program.command('apply'))
    .description('make the changes, and read each one back')
    .argument('[PLAN.json]', 'carry out this plan (the --out of a plan) and nothing else')
    .action((planFile: string | undefined, flags: Flags) => action('apply', planFile, flags));
  return program;
}

function withFlags(command: Command): Command {
  command
    .addOption(repeatable('--region <R>', 'a Region, or all; repeatable (default: that of your settings)'))
    .addOption(
      repeatable('--tag <Key=value>', 'the tag that marks the web tier; repeatable (default: Tier=web)'),
    )
    .option('--target <T>', 'recommended, classical, tls13, or a policy (default: recommended)')
    .option('--max-changes <N>', 'change at most N load balancers (default: no limit)')
    .option('--find <how>', 'index: by the tag index; scan: by the tags of all (default: index)')
    .option('--json', 'print the report as JSON on standard output, and nothing else there')
    .option('--out <FILE>', 'write the report as JSON to FILE')
    .addHelpText('after', EXAMPLES);
  const flags = command.options.map(({ long }) => long).join(', ');
  const advice = `the flags are ${flags}, see elb-tls ${command.name()} --help`;
  return command.configureOutput({ outputError: inOneSentence(advice) });
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** commander says `error: ...` and its guess in lines of their own; here a mistake is one sentence that ends in advice. */
function inOneSentence(advice: string): (text: string, write: (text: string) => void) => void {
  return (text, write) => {
    const mistake = text
      .replace(/^error: /, '')
      .trim()
      .replaceAll('\n', ' ')
      .replace(/\.$/, '');
    write(`elb-tls: ${mistake}; ${advice}\n`);
  };
}
