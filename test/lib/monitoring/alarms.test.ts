import { METRICS_NAMESPACE } from '../../../lambda/core/metrics';
import { allOf, deploy, idsOf, propertiesOf } from '../resolve';
import { jsonOf, theStack } from '../synth';
import { stateAt, type AlarmDefinition, type Point, type State } from './alarm-states';

/** The alarms of the template over time: what happens to the function, what CloudWatch counts of it, which of them ring. */

const deployed = deploy(jsonOf(theStack()));

const alarms = idsOf(deployed, 'AWS::CloudWatch::Alarm').map((id) => {
  const definition: AlarmDefinition = JSON.parse(JSON.stringify(propertiesOf(deployed, id)));
  return { name: id.replace(/^RemediatorMonitoring|[0-9A-F]{8}$/g, ''), definition };
});

const HOUR = 60;
const DAY = 24 * HOUR;

const [FUNCTION = ''] = idsOf(deployed, 'AWS::Lambda::Function');
const queueOf = (name: string): string =>
  idsOf(deployed, 'AWS::SQS::Queue').find((id) => id.includes(name)) ?? `no queue ${name}`;

const own = (minute: number, name: string, value: number): Point => ({
  minute,
  namespace: METRICS_NAMESPACE,
  name,
  value,
  of: 'ElbTlsRemediator',
});

/** Lambda gives an event up: it goes to the queue, and waits there for its two weeks. */
const droppedAt = (minute: number): readonly Point[] => [
  { minute, namespace: 'AWS/Lambda', name: 'Errors', value: 1, of: FUNCTION },
  { minute, namespace: 'AWS/Lambda', name: 'AsyncEventsDropped', value: 1, of: FUNCTION },
  ...sentAt(minute, 'FailedRuns'),
];

const sentAt = (minute: number, queue: string): readonly Point[] => {
  const of = queueOf(queue);
  const waiting = Array.from({ length: 14 * 24 }, (_, hour): Point => {
    const name = 'ApproximateNumberOfMessagesVisible';
    return { minute: minute + hour * HOUR, namespace: 'AWS/SQS', name, value: 1, of };
  });
  return [{ minute, namespace: 'AWS/SQS', name: 'NumberOfMessagesSent', value: 1, of }, ...waiting];
};

/** What can happen, at a minute. Lambda counts a drop a minute later, which may be in the next hour. */
const HAPPENS = {
  /** A run with nothing to complain about. */
  run: (at: number) => [own(at, 'Runs', 1), own(at, 'Trouble', 0)],
  /** A listener failed, and the digest was delivered: an answer, and no error, whoever waits for it or not. */
  toldFailure: (at: number) => [own(at, 'Runs', 1), own(at, 'Trouble', 1)],
  /** It ran, and SNS refused the digest. */
  lostDigest: (at: number) => [own(at, 'Runs', 1), ...droppedAt(at + 1)],
  /** Lambda ended it: time, memory, a process that died. */
  cutOff: (at: number) => droppedAt(at),
  /** Lambda ended it between its digest and its answer. */
  cutOffTold: (at: number) => [own(at, 'Runs', 1), own(at, 'Trouble', 1), ...droppedAt(at + 1)],
  /** Somebody waited for its answer, and got an error: no event was dropped. */
  lostToWhoWaits: (at: number) => [
    own(at, 'Runs', 1),
    { minute: at, namespace: 'AWS/Lambda', name: 'Errors', value: 1, of: FUNCTION },
  ],
  /** Lambda had no room for it, tried again within the hour that an event may wait, and it ran. */
  throttledThenRun: (at: number) => [
    { minute: at, namespace: 'AWS/Lambda', name: 'Throttles', value: 3, of: FUNCTION },
    own(at + 20, 'Runs', 1),
    own(at + 20, 'Trouble', 0),
  ],
  /** Lambda had no room for it until the event was too old: it never began. */
  throttledAway: (at: number) => [
    { minute: at, namespace: 'AWS/Lambda', name: 'Throttles', value: 9, of: FUNCTION },
    { minute: at + HOUR, namespace: 'AWS/Lambda', name: 'AsyncEventsDropped', value: 1, of: FUNCTION },
    ...sentAt(at + HOUR, 'FailedRuns'),
  ],
  /** EventBridge Scheduler could call the function only at its second try. */
  startedLate: (at: number) => [own(at + 2, 'Runs', 1), own(at + 2, 'Trouble', 0)],
  /** EventBridge Scheduler could not call the function: its own tries are over. */
  lostStart: (at: number) => sentAt(at, 'MissedStarts'),
} satisfies Record<string, (minute: number) => readonly Point[]>;

type What = keyof typeof HAPPENS;

type Event = readonly [day: number, what: What];

/** Each at a quarter past six of its day; the stack is made at midnight before day 1. */
const pointsOf = (events: readonly Event[], days: number): readonly Point[] => [
  ...heartbeat(days),
  ...events.flatMap(([day, what]) => HAPPENS[what]((day - 1) * DAY + 6 * HOUR + 15)),
];

/** As the template has it: a rate without a start date starts at once ([SCH-T]). */
function heartbeat(days: number): readonly Point[] {
  const beat = allOf(deployed, 'AWS::Scheduler::Schedule')
    .map((schedule): Beat => JSON.parse(JSON.stringify(schedule)))
    .find(({ Target }) => Target.Arn.endsWith(':aws-sdk:cloudwatch:putMetricData'));
  const every = Number(/^rate\((\d+) minutes\)$/.exec(beat?.ScheduleExpression ?? '')?.[1]);
  const { Namespace, MetricData }: Counts = JSON.parse(beat?.Target.Input ?? '{}');
  return Array.from({ length: (days * DAY) / every }, (_, index) => index * every).flatMap((minute) =>
    MetricData.map(({ MetricName, Value, Dimensions }) => ({
      minute,
      namespace: Namespace,
      name: MetricName,
      value: Value,
      of: Dimensions.map((dimension) => dimension.Value).join(),
    })),
  );
}

interface Beat {
  readonly ScheduleExpression: string;
  readonly Target: { readonly Arn: string; readonly Input: string };
}

interface Counts {
  readonly Namespace: string;
  readonly MetricData: readonly {
    readonly MetricName: string;
    readonly Value: number;
    readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  }[];
}

/** Which alarms changed into which state on which day; into OK at the start is no news. */
function news(points: readonly Point[], days: number): readonly string[] {
  return alarms.flatMap(({ name, definition }) => {
    const changes: string[] = [];
    const seen = points.filter(({ name: of }) => JSON.stringify(definition).includes(`"${of}"`));
    let state: State = 'INSUFFICIENT_DATA';
    for (let minute = 0; minute < days * DAY; minute += 5) {
      const next = stateAt(minute, definition, seen, state);
      const isNews = next !== state && (next === 'ALARM' || state === 'ALARM');
      if (isNews) changes.push(`${name} ${next} on day ${Math.floor(minute / DAY) + 1}`);
      state = next;
    }
    return changes;
  });
}

describe('who rings', () => {
  it.each<[string, number, readonly Event[], readonly string[]]>([
    ['nobody in the first hours of the stack, before the first run', 1, [], []],
    [
      'nobody in two weeks of working days',
      14,
      [1, 2, 3, 4, 5, 8, 9, 10, 11, 12].map((day): Event => [day, 'run']),
      [],
    ],
    [
      'one alarm for one failing listener, until a run has none',
      4,
      [
        [1, 'run'],
        [2, 'toldFailure'],
        [3, 'run'],
      ],
      ['FailureTold ALARM on day 2', 'FailureTold OK on day 3'],
    ],
    [
      'one alarm for a failure that lasts',
      4,
      [
        [1, 'toldFailure'],
        [2, 'toldFailure'],
        [3, 'run'],
      ],
      ['FailureTold ALARM on day 1', 'FailureTold OK on day 3'],
    ],
    [
      'one alarm for each lost digest, though the message of the first one waits',
      4,
      [
        [1, 'run'],
        [2, 'lostDigest'],
        [3, 'lostDigest'],
      ],
      ['RunLost ALARM on day 2', 'RunLost OK on day 2', 'RunLost ALARM on day 3', 'RunLost OK on day 3'],
    ],
    [
      'one alarm for a run that was cut off, with no word from it',
      3,
      [[2, 'cutOff']],
      ['RunLost ALARM on day 2', 'RunLost OK on day 2'],
    ],
    [
      'both where one was told and another lost in the same hour',
      3,
      [
        [1, 'toldFailure'],
        [1, 'cutOff'],
        [2, 'run'],
      ],
      [
        'FailureTold ALARM on day 1',
        'FailureTold OK on day 2',
        'RunLost ALARM on day 1',
        'RunLost OK on day 1',
      ],
    ],
    [
      'one alarm for each start that was lost',
      4,
      [
        [1, 'run'],
        [2, 'lostStart'],
        [3, 'lostStart'],
        [4, 'run'],
      ],
      [
        'StartLost ALARM on day 2',
        'StartLost OK on day 2',
        'StartLost ALARM on day 3',
        'StartLost OK on day 3',
      ],
    ],
    [
      'one alarm when nothing runs for a week, once, until it runs again',
      9,
      [
        [1, 'run'],
        [8, 'run'],
      ],
      ['DidNotRun ALARM on day 4', 'DidNotRun OK on day 8'],
    ],
    ['one alarm for a function that never ran at all', 8, [], ['DidNotRun ALARM on day 4']],
  ])('%s', (_, days, events, expected) => {
    expect(news(pointsOf(events, days), days)).toEqual(expected);
  });

  const told = ['FailureTold'];
  const lost = ['RunLost'];
  const both = ['FailureTold', 'RunLost'];

  /** ADR 25 has this table: what happens about the end of an hour of the clock, at which CloudWatch counts anew. */
  const HAPPENED: readonly (readonly [string, readonly (readonly [number, What])[], readonly string[]])[] = [
    ['nothing', [], []],
    ['a run that ends well', [[0, 'run']], []],
    ['told', [[0, 'toldFailure']], told],
    [
      'told twice in an hour',
      [
        [0, 'toldFailure'],
        [9, 'toldFailure'],
      ],
      told,
    ],
    ['lost: its digest', [[0, 'lostDigest']], lost],
    ['lost: cut off', [[0, 'cutOff']], lost],
    ['cut off between its digest and its answer', [[0, 'cutOffTold']], both],
    [
      'told, and another one lost behind it',
      [
        [0, 'toldFailure'],
        [1, 'cutOff'],
      ],
      both,
    ],
    [
      'lost, and another one told behind it',
      [
        [0, 'cutOff'],
        [1, 'toldFailure'],
      ],
      both,
    ],
    [
      'told three times, and one lost among them',
      [
        [0, 'toldFailure'],
        [1, 'toldFailure'],
        [2, 'cutOff'],
        [3, 'toldFailure'],
      ],
      both,
    ],
    ['an error for somebody who waits', [[0, 'lostToWhoWaits']], []],
    ['Lambda tries again, and it runs', [[0, 'throttledThenRun']], []],
    ['Lambda tries until the event is too old', [[0, 'throttledAway']], lost],
    ['Scheduler tries again, and it runs', [[0, 'startedLate']], []],
    ['Scheduler gives up', [[0, 'lostStart']], ['StartLost']],
    [
      'Scheduler gives up beside one that is told',
      [
        [0, 'toldFailure'],
        [1, 'lostStart'],
      ],
      ['FailureTold', 'StartLost'],
    ],
  ];

  it.each(
    HAPPENED.flatMap(([what, events, rings]) =>
      [30, 57, 58, 59, 60].map((minute) => [what, minute, events, rings] as const),
    ),
  )('%s, at minute %i of an hour', (_, minute, events, rings) => {
    const begin = 6 * HOUR + minute;
    const points = [...heartbeat(1), ...events.flatMap(([at, what]) => HAPPENS[what](begin + at))];
    const ringing = news(points, 1).filter((each) => each.includes(' ALARM '));
    expect(ringing).toEqual(rings.map((alarm) => `${alarm} ALARM on day 1`));
  });

  it('RunLost does so without the heartbeat too', () => {
    const [rings] = news(HAPPENS.cutOff(DAY), 2);
    expect(rings).toBe('RunLost ALARM on day 2');
  });
});
