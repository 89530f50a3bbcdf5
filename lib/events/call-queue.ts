import { Aws, Duration } from 'aws-cdk-lib';
import { Rule, type IRuleTarget } from 'aws-cdk-lib/aws-events';
import { Policy, PolicyStatement, ServicePrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import { DeadLetters } from '../schedule/dead-letters';
import { callsToHear, type ScopeTexts } from './pattern';

export interface CallQueueProps {
  /** The role of the function, which Lambda reads the queue with. */
  readonly reader: IRole;
  readonly scope: ScopeTexts;
}

/** How long calls are gathered before the function is called: a storm is one sweep. */
const GATHERED_FOR = Duration.seconds(20);

/** At the most, 6 MB of which a call may be 4 KB. */
const CALLS_AT_ONCE = 1_000;

/** As long as the function may take, and the gathering before it: Lambda refuses less than the former ([LAM-SQS]). */
const HIDDEN_FOR = Duration.minutes(20);

/** A run that holds the lease has ended long before the last of these. */
const TRIES = 5;

/**
 * What hears of calls to the load balancers, and of uploaded certificates: a rule of EventBridge, a queue in which they are gathered, and what is to be read
 * of it by the function (docs/adr/0035-events.md).
 */
export class CallQueue extends Construct {
  /** Gets the calls that came to nothing, however often they were tried. */
  readonly lostCalls: Queue;
  private readonly queue: Queue;

  constructor(scope: Construct, id: string, { reader, scope: scopeTexts }: CallQueueProps) {
    super(scope, id);
    this.lostCalls = new DeadLetters(this, 'LostCalls');
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: HIDDEN_FOR,
      retentionPeriod: Duration.days(1),
      deadLetterQueue: { queue: this.lostCalls, maxReceiveCount: TRIES },
    });
    const rule = new Rule(this, 'Rule', {
      description:
        'Tells elb-tls-remediator of calls that make or change listeners, tag into its scope, or upload certificates',
      eventPattern: callsToHear(scopeTexts, reader.roleArn),
      targets: [this.asTarget()],
    });
    for (const queue of [this.queue, this.lostCalls]) queue.addToResourcePolicy(sentBy(rule, queue));
    const policy = new Policy(this, 'Policy', {
      roles: [reader],
      statements: [
        new PolicyStatement({
          sid: 'ReadCalls',
          actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
          resources: [this.queue.queueArn],
        }),
        // The certificate and its chain: its answer has no private key.
        new PolicyStatement({
          sid: 'ReadUploaded',
          actions: ['iam:GetServerCertificate'],
          resources: [`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:server-certificate/*`],
        }),
      ],
    });
    acknowledge(
      policy,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::<AWS::AccountId>:server-certificate/*]',
      'how certificates will be called that somebody uploads, nobody knows',
    );
  }

  /** To be made after the function, and after the role may read the queue: Lambda looks whether it may. */
  feed(read: IFunction): EventSourceMapping {
    const mapping = new EventSourceMapping(this, 'Feed', {
      target: read,
      eventSourceArn: this.queue.queueArn,
      batchSize: CALLS_AT_ONCE,
      maxBatchingWindow: GATHERED_FOR,
      // The fewest that there are: they would only wait for one another's lease.
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });
    mapping.node.addDependency(this.node.findChild('Policy'));
    return mapping;
  }

  /** The rule's own grant would let it ask for more than to send. */
  private asTarget(): IRuleTarget {
    return {
      bind: () => ({
        arn: this.queue.queueArn,
        targetResource: this.queue,
        deadLetterConfig: { arn: this.lostCalls.queueArn },
      }),
    };
  }
}

function sentBy(rule: Rule, { queueArn }: Queue): PolicyStatement {
  return new PolicyStatement({
    sid: 'CallsOfTheRule',
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queueArn],
    conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
  });
}
