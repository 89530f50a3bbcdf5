import { Command, Option } from 'commander';
import { VERSION } from '../lambda/version';
import { apply } from './commands/apply';
import type { DoctorFlags } from './commands/doctor';
import { explainPolicy } from './commands/explain';
import { plan } from './commands/plan';
import { probeHost } from './commands/probe';
import { showImpact } from './commands/impact';
import { listRuns } from './commands/runs';
import { showRun } from './commands/show';
import { undoRun } from './commands/undo';
import { STATUSES } from './exit-status';
import { partsOf } from './flags';
import { oneLine } from '../lambda/report/text';

/** What can be typed, and the help on it. */

const EXAMPLES = `
Credentials, profile, Region and endpoint come from the AWS SDK's own settings
(AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL, ...).

Examples:
  elb-tls plan                                      what it would change here
  elb-tls plan --region all --out plan.json         in every Region; keep it
  elb-tls apply plan.json                           that plan and nothing else
  elb-tls apply --region eu-west-1 --max-changes 5  five load balancers now
  elb-tls apply --only shop --yes                   one, without a question
  elb-tls plan --tag Tier=web --tag Tier=edge --json | jq .totals
  elb-tls undo 20261122T060000Z-3f9c --dry-run      what it would put back
  elb-tls runs --record s3://BUCKET                 the deployed function's
  elb-tls probe shop.example.com                    what TLS your host speaks
  elb-tls impact --logs DIR --target NAME           whom NAME would lock out

Exit status:
${statusLines()}
`;

function statusLines(): string {
  return STATUSES.map(({ number, meaning }) => `  ${String(number).padEnd(4)}${meaning}`).join('\n');
}

/** Its clients of AWS are no other command's: loading them would double the time in which all of them start. */
async function doctor(flags: DoctorFlags): Promise<number> {
  const { doctor: look } = await import('./commands/doctor');
  return look(flags);
}

/** The command tree; `end` is told the exit status of the command that ran. */
export function programOf(end: (status: number) => void): Command {
  const program = root();
  const ending =
    <Given extends unknown[]>(run: (...given: Given) => Promise<number>) =>
    async (...given: Given): Promise<void> => {
      end(await run(...given));
    };
  const verb = (name: string, description: string): Command => program.command(name).description(description);
  const sweeps = [
    verb('plan', 'say what an apply would do; changes nothing')
      .option('--outside', 'tell what accepts less than TLS 1.2 without the tag, too; it is never touched')
      .option(
        '--certificates [DAYS]',
        'tell what is wrong with certificates, too, and those that end within DAYS (default: 30,14,7)',
      )
      .action(ending(plan)),
    verb('apply', 'make the changes, and read each one back')
      .argument('[PLAN.json]', 'carry out this plan (the --out of a plan) and nothing else')
      .option('--dry-run', 'say what it would do; changes nothing')
      .option('--yes', 'do not ask; without a terminal it has to be said')
      .option('--verify', 'make handshakes before and after each change, and tell what they show')
      .action(ending(apply)),
  ];
  const undo = verb('undo', 'put back what a run changed; the next sweeps leave it alone')
    .argument('<RUN>', 'the run, as its report and elb-tls runs name it')
    .argument('[NUMBER...]', 'only these entries, by their numbers in its digest')
    .action(ending(undoRun));
  const runs = verb('runs', 'list the recorded runs, the newest last')
    .option('--last <N>', 'the N newest (default: 20)')
    .action(ending(listRuns));
  const show = verb('show', 'print the record of one run')
    .argument('<RUN>', 'the run, as elb-tls runs names it')
    .option('--commands', 'print the AWS CLI commands that put back what it changed')
    .action(ending(showRun));
  const explain = verb('explain', 'say what a policy accepts, and which clients get through')
    .argument('[POLICY]', 'its name, with or without ELBSecurityPolicy-')
    .action(ending(explainPolicy));
  withExplainFlags(explain);
  const probe = verb('probe', 'ask a host that you may probe what TLS it speaks, by handshakes')
    .argument('<HOST[:PORT]>', 'the host, and no other; port 443 where none is named')
    .action(ending(probeHost));
  const impact = verb('impact', 'say who would break, by what the load balancers have logged').action(
    ending(showImpact),
  );
  withImpactFlags(impact);
  const check = verb('doctor', 'say whether all is there that this needs; changes nothing')
    .option('--json', 'print the findings as JSON on standard output, and nothing else there')
    .action(ending(doctor));
  withUndoFlags(undo);
  withProbeFlags(probe);
  withScopeFlags(check);
  for (const command of sweeps) withSweepFlags(command);
  for (const command of [...sweeps, undo, show]) withReportFlags(command);
  for (const command of [...sweeps, undo, runs, show, check]) withCommonFlags(command);
  return program;
}

function withExplainFlags(command: Command): void {
  command
    .option('--against <POLICY>', 'the policy it would be moved to: what that gains, loses, weakens')
    .addOption(
      repeatable('--client <C>', 'a client: "TLSv1.1 AES128-SHA", a hello in hex, JA3, a name; repeatable'),
    )
    .option('--certificate <K>', "the key of the listener's certificate: rsa or ecdsa (default: either)")
    .option('--type <T>', 'application, network or classic, where a name is on more than one')
    .option('--load-balancer <NAME>', 'the policy of this load balancer, by name or ARN; with --port')
    .option('--port <N>', 'of this listener of it (default: 443)')
    .option('--region <R>', 'the Region to ask (default: that of your settings)')
    .option('--offline', 'ask nobody: from the catalogue that came with this tool')
    .option('--json', 'print it as JSON on standard output, and nothing else there')
    .addHelpText('after', `\nIt ends with 2 where a client that was asked about is refused.\n${EXAMPLES}`)
    .configureOutput({ outputError: inOneSentence('see elb-tls explain --help') });
}

function withUndoFlags(command: Command): void {
  command
    .addOption(
      repeatable('--listener <ID>', 'only this listener; repeatable (default: all that the run changed)'),
    )
    .option('--dry-run', 'say what it would put back; changes nothing')
    .option('--yes', 'do not ask; without a terminal it has to be said')
    .option('--until <DATE>', 'leave them alone up to and including this day (default: until --forget)')
    .option('--forget', 'change nothing: let the next sweeps judge these listeners afresh');
}

function withProbeFlags(command: Command): void {
  command
    .option('--sni <NAME>', 'the name to ask for (default: HOST)')
    .option('--policy <NAME>', 'whether it behaves as this security policy says')
    .addOption(repeatable('--client <C>', 'whether this client would get through; repeatable'))
    .option('--rate <N>', 'at most N handshakes a second, 0 for no limit (default: 10)')
    .option('--json', 'print what was found as JSON on standard output')
    .addHelpText(
      'after',
      `\nIt ends with 2 where the host does not behave so, or a client is refused.\n${EXAMPLES}`,
    )
    .configureOutput({ outputError: inOneSentence('see elb-tls probe --help') });
}

function withImpactFlags(command: Command): void {
  command
    .option('--logs <PLACE>', 'a folder, a file, or s3://BUCKET/PREFIX: any of the four formats, gzip or not')
    .option('--target <POLICY>', 'the policy that the listeners would have')
    .option('--from <POLICY>', 'the one that they had: its order tells who has nothing better to offer')
    .option('--full-addresses', 'show addresses in full (default: as /24 and /48)')
    .option('--athena <WORKGROUP>', 'let Athena read them, where they are many: --logs is s3://BUCKET/PREFIX')
    .option('--days <N>', 'with --athena: so many days up to --until (default: 7)')
    .option('--since <DAY>', 'with --athena: the first day, 2026-11-20 (UTC)')
    .option('--until <DAY>', 'with --athena: the last day (default: today)')
    .addOption(listed('--formats <F>', 'with --athena: only these: alb-connection, alb-access, nlb, classic'))
    .option('--database <NAME>', 'with --athena: where its tables are made (default: elb_tls)')
    .option('--show-sql', 'with --athena: print the SQL that it would run, and run nothing')
    .option('--json', 'print what was found as JSON on standard output')
    .addOption(
      new Option('--csv', 'print a row for each listener on standard output, for a spreadsheet').conflicts(
        'json',
      ),
    )
    .addHelpText(
      'after',
      `\nIt ends with 2 where somebody would be refused, 1 where not all could be read,\n3 where there is nothing to read.\n${EXAMPLES}`,
    )
    .configureOutput({ outputError: inOneSentence('see elb-tls impact --help') });
}

function root(): Command {
  return new Command('elb-tls')
    .description(
      'Moves the TLS listeners of the web tier to the newest policy AWS recommends. Never weakens one.',
    )
    .version(VERSION, '--version', 'print the version')
    .addHelpText('after', EXAMPLES)
    .configureOutput({
      outputError: inOneSentence(
        'use plan, apply, undo, runs, show, explain, probe, impact or doctor, see elb-tls --help',
      ),
    })
    .exitOverride();
}

function withScopeFlags(command: Command): void {
  command
    .addOption(
      listed('--region <R>', 'a Region, several with commas, or all (default: that of your settings)'),
    )
    .addOption(
      repeatable('--tag <Key=value>', 'the tag that marks the web tier; repeatable (default: Tier=web)'),
    )
    .option('--target <T>', 'recommended, classical, tls13, fips, or a policy (default: recommended)');
}

function withSweepFlags(command: Command): void {
  withScopeFlags(command);
  command
    .addOption(listed('--only <NAME>', 'only this load balancer of the scope, by name or ARN; repeatable'))
    .option('--find <how>', 'index: by the tag index; scan: by the tags of all (default: index)')
    .option('--max-changes <N>', 'change at most N load balancers (default: no limit)')
    .option(
      '--impact [HOW_MANY]',
      'read the logs first, and hold what would refuse more handshakes: any, 100 or 0.1% (default: any)',
    )
    .option('--impact-days <N>', 'how many days of logs (default: 7)')
    .option('--impact-workgroup <NAME>', 'have Athena read all of them, in this workgroup')
    .option('--window <W>', 'only change in this window: "MON-THU 09:00-16:00 Europe/Berlin"')
    .option('--freeze-until <DATE>', 'change nothing up to and including this day (UTC)')
    .option('--wave-tag <Key>', 'the tag that tells the waves apart; with --wave-order')
    .option('--wave-order <VALUES>', 'the waves, first one first: dev,staging,prod')
    .option('--wave-soak-hours <N>', 'how long a wave has to be quiet before the next (default: 24)')
    .option('--controller-owned <C>', 'hold or change what a Kubernetes controller sets (default: hold)')
    .option('--stack-owned <C>', 'hold or change what a stack sets (default: change)')
    .addOption(repeatable('--owner-tag <Key=value>', 'a tag of a tool that sets listeners too; repeatable'))
    .addOption(
      repeatable('--team-tag <Key>', 'a tag to show: whose a load balancer is (default: Owner and Team)'),
    );
}

function withReportFlags(command: Command): void {
  command
    .option('--json', 'print the report as JSON on standard output, and nothing else there')
    .addOption(
      new Option('--csv', 'print a row for each listener on standard output, for a spreadsheet').conflicts(
        'json',
      ),
    )
    .option('--out <FILE>', 'write the report as JSON to FILE; - is standard output');
}

function withCommonFlags(command: Command): void {
  command
    .option(
      '--record <PLACE>',
      'where runs are recorded: a folder or s3://BUCKET (default: the bucket of the stack, else your state folder)',
    )
    .addHelpText('after', EXAMPLES);
  command.configureOutput({ outputError: inOneSentence(`see elb-tls ${command.name()} --help`) });
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect);
}

/** Takes a list with commas too: read at once, so that a broken one is said before the words that follow it. */
function listed(flags: string, description: string): Option {
  const option = new Option(flags, description);
  const name = option.long ?? flags;
  const add = (list: string, before: readonly string[] = []): readonly string[] => [
    ...before,
    ...partsOf(list, name),
  ];
  return option.argParser(add);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Flags of the AWS CLI that people type here too, and what the SDK reads in their place. */
const FLAGS_OF_THE_AWS_CLI: readonly (readonly [flag: string, variable: string])[] = [
  ['--profile', 'AWS_PROFILE'],
  ['--endpoint-url', 'AWS_ENDPOINT_URL'],
  ['--ca-bundle', 'NODE_EXTRA_CA_CERTS'],
];

/** commander says `error: ...` and its guess in lines of their own; here a mistake is one sentence that ends in advice. */
function inOneSentence(advice: string): (text: string, write: (text: string) => void) => void {
  return (text, write) => {
    const mistake = oneLine(text.replace(/^error: /, '')).replace(/\.$/, '');
    const [flag, variable] = FLAGS_OF_THE_AWS_CLI.find(([each]) => mistake.includes(`'${each}`)) ?? [];
    if (flag === undefined) write(`elb-tls: ${mistake}; ${advice}\n`);
    else
      write(
        `elb-tls: unknown option '${flag}'; the AWS SDK reads it from the environment: set ${variable}\n`,
      );
  };
}
