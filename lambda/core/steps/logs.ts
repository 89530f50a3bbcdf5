import { shellLine } from '../clean-text';
import { groupBy } from '../group';
import { count } from '../wording/sentence';
import type { Entry, Report } from '../report';
import type { Step } from '../step';
import { STEPS } from '../step-table';

/** More commands than these are a page of their own. */
const MOST_COMMANDS = 5;

/** A step for load balancers whose clients nobody knows, because they write no log. */
export function logSteps({ listeners }: Pick<Report, 'listeners'>): readonly Step[] {
  const blind = listeners.filter(({ evidence }) => evidence?.status === 'no-log');
  const silent = listeners.filter(
    ({ evidence }) => evidence?.status === 'read' && evidence.readShare === null,
  );
  const each = onceEach(blind);
  const without = Math.max(0, each.length - MOST_COMMANDS);
  const left =
    without === 0 ? '' : ` ${count(without, 'command')} more would be alike, each with its own name.`;
  const first =
    each.length === 0 ? [] : [{ commands: each.slice(0, MOST_COMMANDS).map(commandFor), how: HOW + left }];
  const items = [
    ...each.map(({ region, loadBalancer }) => `${region} ${loadBalancer.name}`),
    ...onceEach(silent).map(
      ({ region, loadBalancer }) =>
        `${region} ${loadBalancer.name}: its log is on, and no file of the window is there: nobody came, or nothing is delivered`,
    ),
  ];
  if (items.length === 0) return [];
  const [{ commands, how } = { commands: [], how: '' }] = first;
  return [{ id: 'turn-on-logs', title: STEPS['turn-on-logs'].title, how, commands, listeners: [], items }];
}

const HOW =
  'BUCKET is one in the same Region whose policy lets load balancers write (docs/who-would-break.md, to turn a log on).';

/** One listener of each load balancer. */
function onceEach(listeners: readonly Entry[]): readonly Entry[] {
  return [...groupBy(listeners, ({ loadBalancer }) => loadBalancer.arn).values()].flatMap(
    ([first]) => first ?? [],
  );
}

/** The AWS CLI command that turns on the log that says most. */
function commandFor({ region, loadBalancer }: Pick<Entry, 'region' | 'loadBalancer'>): string {
  const { type, name, arn } = loadBalancer;
  if (type === 'classic') {
    const attributes = { AccessLog: { Enabled: true, S3BucketName: 'BUCKET', EmitInterval: 5 } };
    const which = ['--load-balancer-name', name, '--load-balancer-attributes', JSON.stringify(attributes)];
    return shellLine(['aws', 'elb', MODIFY, '--region', region, ...which]);
  }
  const kind = type === 'application' ? 'connection_logs' : 'access_logs';
  const attributes = [`Key=${kind}.s3.enabled,Value=true`, `Key=${kind}.s3.bucket,Value=BUCKET`];
  const which = ['--load-balancer-arn', arn, '--attributes', ...attributes];
  return shellLine(['aws', 'elbv2', MODIFY, '--region', region, ...which]);
}

const MODIFY = 'modify-load-balancer-attributes';
