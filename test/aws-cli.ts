import { execFileSync } from 'node:child_process';
import {
  CreateLoadBalancerPolicyCommand,
  SetLoadBalancerPoliciesOfListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing';
import { ModifyListenerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Sandbox } from '../sandbox';
import { clientsFor } from './sandbox/helpers';

/** The few AWS CLI commands that this tool prints, as calls; the deployment suite gives them to the AWS CLI itself. */

/** The words of a line as a shell takes them. */
export function wordsOf(line: string): readonly string[] {
  return execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' })
    .split('\n')
    .slice(0, -1);
}

/** Runs one line against a sandbox. @throws for a command, or a flag, that is not one of these */
export async function runAwsCli(line: string, sandbox: Sandbox): Promise<void> {
  const [aws, service, verb, ...rest] = wordsOf(line);
  const flags = flagsOf(rest);
  const one = (name: string): string => flags.get(name)?.join(' ') ?? missing(line, name);
  const many = (name: string): string[] => [...(flags.get(name) ?? missing(line, name))];
  const { v2, classic } = clientsFor(sandbox, one('--region'));
  switch (`${aws} ${service} ${verb}`) {
    case 'aws elbv2 modify-listener':
      await v2.send(
        new ModifyListenerCommand({ ListenerArn: one('--listener-arn'), SslPolicy: one('--ssl-policy') }),
      );
      return;
    case 'aws elb create-load-balancer-policy':
      await classic.send(
        new CreateLoadBalancerPolicyCommand({
          LoadBalancerName: one('--load-balancer-name'),
          PolicyName: one('--policy-name'),
          PolicyTypeName: one('--policy-type-name'),
          PolicyAttributes: many('--policy-attributes').map((each) => {
            const [, name, value] = /^AttributeName=([^,]+),AttributeValue=([^,]+)$/.exec(each) ?? [];
            return { AttributeName: name, AttributeValue: value };
          }),
        }),
      );
      return;
    case 'aws elb set-load-balancer-policies-of-listener':
      await classic.send(
        new SetLoadBalancerPoliciesOfListenerCommand({
          LoadBalancerName: one('--load-balancer-name'),
          LoadBalancerPort: Number(one('--load-balancer-port')),
          PolicyNames: many('--policy-names'),
        }),
      );
      return;
    default:
      throw new Error(`not a command of ours: ${line}`);
  }
}

function flagsOf(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const flags = new Map<string, readonly string[]>();
  let last = '';
  for (const word of words) {
    if (word.startsWith('--')) last = word;
    flags.set(last, word === last ? [] : [...(flags.get(last) ?? []), word]);
  }
  return flags;
}

function missing(line: string, flag: string): never {
  throw new Error(`${flag} is missing in: ${line}`);
}
