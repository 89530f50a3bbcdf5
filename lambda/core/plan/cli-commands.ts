import { oneLine, shellLine } from '../clean-text';
import { EXEMPTION_TAG } from '../exemption';
import { isPredefinedName, ownPolicyName } from '../policy/classic-name';
import { entryNumbers, type Entry, type Report } from '../report';
import { count } from '../wording/sentence';
import { changesOf, possibleChangesOf } from './run-record';

/** The way back with the AWS CLI alone: for the night, from CloudShell, without this tool. */

/** The commands that put back what one entry changed, in their order and in words; none where it changed nothing. */
export function cliCommands(entry: Entry): readonly (readonly string[])[] {
  const { region, id, from, loadBalancer } = entry;
  if (loadBalancer.type === 'classic') return classicCommands(entry);
  if (from === null) return [];
  const which = ['--region', region, '--listener-arn', id];
  return [['aws', 'elbv2', 'modify-listener', ...which, '--ssl-policy', from]];
}

/** As on any undo of Classic: what was there before is created where it may be missing, then the whole list is set. */
function classicCommands({ region, loadBalancer, port, classic }: Entry): readonly (readonly string[])[] {
  if (classic === undefined || port === null) return [];
  const { before, after, contents = [] } = classic;
  const which = ['--region', region, '--load-balancer-name', loadBalancer.name];
  const create = (name: string, attributes: readonly string[]): readonly string[] => [
    ...words('aws elb create-load-balancer-policy'),
    ...which,
    '--policy-name',
    name,
    ...words('--policy-type-name SSLNegotiationPolicyType --policy-attributes'),
    ...attributes,
  ];
  const former = before.map((name) => {
    if (after.includes(name)) return { name, creates: [] };
    // A predefined name cannot be set unless it is a policy of the load balancer ([boto3#1438]).
    if (isPredefinedName(name)) {
      const own = ownPolicyName(name);
      return { name: own, creates: [create(own, [attribute('Reference-Security-Policy', name)])] };
    }
    const known = contents.find(({ policyName }) => policyName === name);
    if (known === undefined) return { name, creates: [] };
    const attributes =
      known.reference === null
        ? known.attributes.map((each) => attribute(each, 'true'))
        : [attribute('Reference-Security-Policy', known.reference)];
    return { name, creates: [create(name, attributes)] };
  });
  const names = former.map(({ name }) => name);
  return [
    ...former.flatMap(({ creates }) => creates),
    [
      ...words('aws elb set-load-balancer-policies-of-listener'),
      ...which,
      ...words(`--load-balancer-port ${port} --policy-names`),
      ...names,
    ],
  ];
}

function words(text: string): readonly string[] {
  return text.split(' ');
}

function attribute(name: string, value: string): string {
  return `AttributeName=${name},AttributeValue=${value}`;
}

/** A text that can be read and pasted as it is; `null` where the run has changed nothing. */
export function undoText(report: Report): string | null {
  const numbers = entryNumbers(report);
  const maybe = possibleChangesOf(report);
  const changes = report.listeners.filter(
    (entry) => changesOf(report).includes(entry) || maybe.includes(entry),
  );
  const ways = changes.flatMap((entry) => {
    const commands = cliCommands(entry);
    return commands.length === 0 ? [] : [{ entry, commands, isMaybe: maybe.includes(entry) }];
  });
  if (ways.length === 0) return null;
  const blocks = ways.map(({ entry, commands, isMaybe }) => [
    headOf(entry, numbers.get(entry.id), isMaybe),
    ...commands.map(shellLine),
  ]);
  const unsure = ways.filter(({ isMaybe }) => isMaybe).length;
  const head = headLines(report, { sure: ways.length - unsure, unsure });
  return `${[head, ...blocks].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** How many listeners a run is known to have changed, and how many it may have. */
interface Changes {
  readonly sure: number;
  readonly unsure: number;
}

function headLines(report: Report, { sure, unsure }: Changes): readonly string[] {
  const { runId, account } = report;
  const did = [
    ...(sure === 0 ? [] : [`changed on ${count(sure, 'listener')}`]),
    ...(unsure === 0 ? [] : [`may have changed on ${count(unsure, 'listener')}`]),
  ];
  return [
    `Puts back what run ${runId} ${did.join(', and ')} in account ${account}.`,
    'For AWS CloudShell in that account, or any shell with the AWS CLI and its credentials.',
    'Look first, and paste what you want: this goes back to the policies from before, which may be weaker.',
    'On Classic, a create that answers DuplicatePolicyName has nothing to do: go on. The whole list of the',
    'listener is set, so look whether somebody added to it since.',
    ...(sure === 0 ? [] : keptBack(report)),
    ...(unsure === 0 ? [] : MOVED_AGAIN),
  ].map((line) => `# ${oneLine(line)}`);
}

function keptBack({ runId, record }: Report): readonly string[] {
  const clear = ['elb-tls', 'undo', runId, '--forget', ...(record === undefined ? [] : ['--record', record])];
  return [
    'Sweeps then find these listeners drifted, and do not change them again until you clear them:',
    `  ${shellLine(clear)}`,
  ];
}

/** What nobody has read back is no drift where it has its former policy: the next sweep cannot tell who put that there. */
const MOVED_AGAIN = [
  'What is marked "not read back" the next sweep moves again. To keep it back, exempt its load balancer:',
  `its tag ${EXEMPTION_TAG} says so, for example "exempt until 2027-01-31: clients failed".`,
];

function headOf(
  { region, loadBalancer: { name }, port, from, to }: Entry,
  number: number | undefined,
  isMaybe: boolean,
): string {
  const where = `# ${number} ${region} ${name} :${port}: from ${to} back to ${from}`;
  return oneLine(isMaybe ? `${where}; not read back, so run it only if the listener has ${to}` : where);
}
