import { join } from 'node:path';
import type { Message } from '../scenario/emulator';
import type { Account } from './emulator';
import { sh, type Ended } from './shell';

/** What a person does with an account at a terminal, and sees there. */
export interface Operator {
  run(commands: string, more?: Readonly<Record<string, string>>): Promise<Ended>;
  /** @throws with all that was said, unless the commands end with 0 */
  succeed(commands: string, more?: Readonly<Record<string, string>>): Promise<void>;
  stack(name: string): Promise<StackView>;
  /** The names of all there is in the account, by kind. */
  inventory(): Promise<Inventory>;
  /** Starts a run the way the deployed schedule does. */
  fireSchedule(name: string): Promise<void>;
  /** What the function has sent to the topic, or nothing in half a minute. Alarms are left out: CloudWatch sends those. */
  mail(): Promise<readonly Message[]>;
}

export interface StackView {
  readonly outputs: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly resources: readonly Resource[];
}

export interface Resource {
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly ResourceType: string;
}

export type Inventory = Readonly<Record<string, readonly string[]>>;

const ROOT = join(__dirname, '..', '..');

/** @param assembly what `cdk synth` made: synthesised once, it is not done again for each command */
export function operatorOf(account: Account, assembly: string): Operator {
  const environment = {
    ...account.environment,
    CDK_APP: assembly,
    // Nobody sits at this terminal to be asked.
    CDK_REQUIRE_APPROVAL: 'never',
    CDK_NOTICES: 'false',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
    CI: 'true',
    NODE_NO_WARNINGS: '1',
  };
  const run: Operator['run'] = (commands, more = {}) => sh(commands, { ...environment, ...more }, ROOT);
  const said = async (commands: string): Promise<string> => wellEnded(commands, await run(commands));
  return {
    run,
    succeed: async (commands, more) => {
      wellEnded(commands, await run(commands, more));
    },
    stack: async (name) => {
      const [stacks, resources] = await Promise.all(
        ['describe-stacks', 'describe-stack-resources'].map((what) =>
          said(`aws cloudformation ${what} --stack-name ${name} --output json`),
        ),
      );
      return stackView(stacks, resources);
    },
    inventory: async () => {
      const found: Inventory = JSON.parse(await said(`python ${join(__dirname, 'inventory.py')}`));
      return found;
    },
    fireSchedule: async (name) => {
      const schedule = await said(`aws scheduler get-schedule --name ${name} --output json`);
      const { Target }: { Target?: object } = JSON.parse(schedule);
      await said(
        `aws scheduler create-schedule --name now-${Date.now()} --schedule-expression 'at(2020-01-01T00:00:00)' \
         --flexible-time-window Mode=OFF --action-after-completion DELETE --target '${JSON.stringify(Target)}'`,
      );
    },
    mail: () =>
      until(async () =>
        (await account.inbox.messages()).filter(({ subject = '' }) => !/^(ALARM|OK):/.test(subject)),
      ),
  };
}

/** @throws with all that was said, unless the commands ended with 0 */
export function wellEnded(commands: string, { status, output }: Ended): string {
  if (status === 0) return output;
  throw new Error(`${commands}\nended with ${status}:\n${output}`);
}

function stackView(stacks = '', resources = ''): StackView {
  const { Stacks }: { Stacks: readonly Described[] } = JSON.parse(stacks);
  const { StackResources }: { StackResources: readonly Resource[] } = JSON.parse(resources);
  const { Outputs = [], Parameters = [] } = Stacks[0] ?? {};
  return {
    outputs: Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
    parameters: Object.fromEntries(
      Parameters.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
    ),
    resources: StackResources,
  };
}

interface Described {
  readonly Outputs?: readonly { readonly OutputKey: string; readonly OutputValue: string }[];
  readonly Parameters?: readonly { readonly ParameterKey: string; readonly ParameterValue: string }[];
}

/** Asks until there is an answer, for half a minute. */
export async function until<T>(ask: () => Promise<readonly T[]>): Promise<readonly T[]> {
  const giveUpAt = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (answer.length > 0 || Date.now() > giveUpAt) return answer;
  }
}
