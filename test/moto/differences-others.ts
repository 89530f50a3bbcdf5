import { GetAccountInformationCommand, ListRegionsCommand } from '@aws-sdk/client-account';
import { GetResourcesCommand, type ResourceTagMapping } from '@aws-sdk/client-resource-groups-tagging-api';
import { PublishCommand } from '@aws-sdk/client-sns';
import { outcomeOf, type Bench } from './bench';
import type { Difference } from './difference';
import { SOURCES } from './sources';

/** The tag index, SNS and the Account API. */
export const otherDifferences: readonly Difference[] = [
  {
    topic: 'the tag index has a type of its own for Classic',
    aws:
      '`elasticloadbalancing:loadbalancer` finds Classic ones too: the filter is the text in the ARN (that it holds ' +
      'for Classic is INFERRED; that GetResources knows them is recorded).',
    source: `${SOURCES.getResources}; ${SOURCES.recordings}`,
    moto: 'They are `elb:loadbalancer`.',
    coping: 'repaired',
    onMoto: { 'elasticloadbalancing:loadbalancer': 0, 'elb:loadbalancer': 1 },
    onSandbox: { 'elasticloadbalancing:loadbalancer': 1, 'elb:loadbalancer': 0 },
    probe: async (aws) => {
      const tags = { probe: 'kind' };
      const listeners = [{ port: 80, protocol: 'HTTP' as const, policyNames: [] }];
      await aws.add({ type: 'classic', name: 'indexed', tags, listeners });
      const found = async (type: string) => (await indexed(aws, 'kind', [type])).length;
      return {
        'elasticloadbalancing:loadbalancer': await found('elasticloadbalancing:loadbalancer'),
        'elb:loadbalancer': await found('elb:loadbalancer'),
      };
    },
  },
  {
    topic: 'a page of the tag index ends before its 100th tag',
    aws: 'ResourcesPerPage is the limit that was asked for; a page can have fewer.',
    source: SOURCES.getResources,
    moto: 'A page of at most 100 resources ends with 99 tags: with two tags each, after 49.',
    coping: 'used',
    onMoto: { resources: 49, more: true },
    onSandbox: { resources: 50, more: false },
    probe: async (aws) => {
      const tags = { probe: 'page', more: 'yes' };
      const names = Array.from({ length: 50 }, (_, number) => `page-${number}`);
      await Promise.all(names.map((name) => aws.add({ type: 'application', name, tags, listeners: [] })));
      const answer = await aws.tagging.send(
        new GetResourcesCommand({
          TagFilters: [{ Key: 'probe', Values: ['page'] }],
          ResourceTypeFilters: ['elasticloadbalancing:loadbalancer'],
          ResourcesPerPage: 100,
        }),
      );
      return { resources: answer.ResourceTagMappingList?.length, more: Boolean(answer.PaginationToken) };
    },
  },
  {
    topic: 'the tag index names what never had a tag',
    aws: 'Resources that are tagged or once were; never those that never had a tag.',
    source: SOURCES.getResources,
    moto: 'Without a tag filter, untagged ALBs and NLBs too.',
    coping: 'not shown',
    onMoto: true,
    onSandbox: false,
    probe: async (aws) => {
      await aws.add({ type: 'application', name: 'never-tagged', tags: {}, listeners: [] });
      const found = await indexed(aws, null, ['elasticloadbalancing:loadbalancer']);
      return found.some(({ ResourceARN }) => ResourceARN?.includes('/never-tagged/'));
    },
  },
  {
    topic: 'subjects may have line breaks and a hundredth character',
    aws: 'No line breaks or control characters, fewer than 100 characters.',
    source: SOURCES.publish,
    moto: 'Line breaks and 100 characters are accepted.',
    coping: 'not shown',
    onMoto: ['accepted', 'accepted'],
    onSandbox: ['InvalidParameter', 'InvalidParameter'],
    probe: async ({ sns, addTopic }) => {
      const TopicArn = await addTopic();
      const publish = (Subject: string) =>
        outcomeOf(sns.send(new PublishCommand({ TopicArn, Subject, Message: 'text' })));
      return [await publish('two\nlines'), await publish('x'.repeat(100))];
    },
  },
  {
    topic: 'the Regions of the account are not known',
    aws: 'account:ListRegions answers them.',
    source: SOURCES.listRegions,
    moto: 'No such action: an HTML page with status 404. `--region all` cannot be run on moto.',
    coping: 'not shown',
    onMoto: 'UnreadableAnswer',
    onSandbox: 'accepted',
    probe: ({ account }) => outcomeOf(account.send(new ListRegionsCommand({}))),
  },
  {
    topic: 'what the account is called is not known',
    aws: 'account:GetAccountInformation answers its name.',
    source: SOURCES.accountInformation,
    moto: 'No such action: an HTML page with status 404. On moto, reports have the number of the account alone.',
    coping: 'not shown',
    onMoto: 'UnreadableAnswer',
    onSandbox: 'accepted',
    probe: ({ account }) => outcomeOf(account.send(new GetAccountInformationCommand({}))),
  },
];

async function indexed(
  { tagging }: Bench,
  value: string | null,
  ResourceTypeFilters: string[],
): Promise<readonly ResourceTagMapping[]> {
  const TagFilters = value === null ? undefined : [{ Key: 'probe', Values: [value] }];
  const found: ResourceTagMapping[] = [];
  let PaginationToken: string | undefined;
  do {
    const answer = await tagging.send(
      new GetResourcesCommand({ TagFilters, ResourceTypeFilters, PaginationToken }),
    );
    found.push(...(answer.ResourceTagMappingList ?? []));
    PaginationToken = answer.PaginationToken || undefined;
  } while (PaginationToken !== undefined);
  return found;
}
