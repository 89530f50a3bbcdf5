import { Aws, CfnCondition, Fn, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { choose, type Decision } from '../condition';

/**
 * The Regions that a role may write to, as patterns of `aws:RequestedRegion` with commas between them: those that it looks
 * at, and `*` for all. The key is in every request ([IAM-keys]).
 *
 * @param regions the setting: empty (the stack's own), `all`, or codes; maybe a parameter
 */
export function writableRegions(scope: Construct, regions: string): string {
  const is = (id: string, word: string): Decision =>
    Token.isUnresolved(regions)
      ? new CfnCondition(scope, id, { expression: Fn.conditionEquals(regions, word) })
      : regions === word;
  const listed = choose(is('AllRegions', 'all'), '*', regions);
  return choose(is('OwnRegion', ''), Aws.REGION, listed);
}
