import { stateToday, type LastRelease, type State } from '../../scripts/last-release';
import lastRelease from './last-release.json';

/** An upgrade makes nothing again that keeps something: CloudFormation would put an empty one in its place. */

const before: LastRelease = lastRelease;
let today: LastRelease;

beforeAll(async () => {
  today = await stateToday();
}, 120_000);

/**
 * The dashboard is made again once, under the name of its function, so that digests can name it: it keeps nothing but its
 * address, which the output DashboardUrl says anew.
 */
const RENAMED: Readonly<Record<string, unknown>> = {
  RemediatorMonitoringDashboard66E820CB: {
    type: 'AWS::CloudWatch::Dashboard',
    fixed: { DashboardName: { Ref: 'RemediatorFunctionBB34C223' } },
  },
};

describe.each(['cdk', 'singleFile'] as const)('what the last release keeps (%s)', (kind) => {
  it.each(Object.keys(before[kind]))('%s is what it was', (id) => {
    expect(today[kind][id]).toEqual(RENAMED[id] ?? before[kind][id]);
  });

  it('is all that an upgrade must not lose', () => {
    expect(countOf(before[kind])).toEqual({
      'AWS::CloudWatch::Dashboard': 1,
      'AWS::KMS::Key': 1,
      'AWS::Lambda::Function': 1,
      'AWS::Logs::LogGroup': 1,
      'AWS::S3::Bucket': 1,
      'AWS::S3::BucketPolicy': 1,
      'AWS::SNS::Subscription': 1,
      'AWS::SNS::Topic': 1,
      'AWS::SQS::Queue': 2,
      'AWS::Scheduler::Schedule': expect.any(Number),
    });
  });
});

function countOf(state: State): Readonly<Record<string, number>> {
  const types = Object.values(state).map(({ type }) => type);
  return Object.fromEntries(
    [...new Set(types)].map((type) => [type, types.filter((each) => each === type).length]),
  );
}
