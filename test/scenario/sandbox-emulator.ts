import { startSandbox, type RecordedCall } from '../../sandbox';
import type { Call, Emulator } from './emulator';
import { ACCOUNT, topicArn } from '../vocabulary';

const TOPIC = topicArn('elb-tls-digest');

/** The sandbox: load balancers are put there by hand, and the inbox is its record of what was published. */
export async function startSandboxEmulator(): Promise<Emulator> {
  const sandbox = await startSandbox({ account: ACCOUNT });
  let read = 0;
  return {
    name: 'the sandbox',
    endpoint: sandbox.endpoint,
    account: ACCOUNT,
    add: async (region, loadBalancer) => {
      sandbox.region(region).addLoadBalancer(loadBalancer);
    },
    addTopic: async () => {
      sandbox.topic(TOPIC);
      return TOPIC;
    },
    inbox: async () => {
      const fresh = sandbox.messages.slice(read);
      read = sandbox.messages.length;
      // As a queue gets them.
      return fresh.map(({ subject, message, variants }) => ({ subject, body: variants?.['sqs'] ?? message }));
    },
    calls: () => sandbox.calls.map(callFrom),
    forgetCalls: () => sandbox.forgetCalls(),
    log: () => sandbox.calls.slice(-20).map(describe).join('\n'),
    stop: () => sandbox.stop(),
  };
}

function callFrom({ service, action, parameters }: RecordedCall): Call {
  const continued = ['Marker', 'NextToken', 'PaginationToken'].some((name) => Boolean(parameters[name]));
  return { service, action, continued };
}

function describe({ service, action, status, error, resources }: RecordedCall): string {
  return `${status} ${service} ${action} ${resources.join(' ')} ${error ?? ''}`;
}
