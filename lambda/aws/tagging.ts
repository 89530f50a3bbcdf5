import {
  paginateGetResources,
  type ResourceGroupsTaggingAPIClient,
  type TagFilter,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { TaggedLoadBalancer, Tags } from '../core/estate';
import type { Scope } from '../core/scope';
import { loadBalancerRef } from './arn';
import { allItems } from './pages';
import { tagsFrom } from './tags';

/** The tag index of one Region: it finds, it does not decide. It can be behind ([TAG]). */
export interface TagIndex {
  /** What the index says is in scope: all types of load balancer, Gateway ones left out. */
  find(scope: Scope): Promise<readonly TaggedLoadBalancer[]>;
  /** The tags of each load balancer that has any, whatever their keys. */
  tags(): Promise<readonly Tags[]>;
}

/** Most a page of GetResources holds ([TAG]). */
const PAGE = 100;

export function tagIndex(client: ResourceGroupsTaggingAPIClient): TagIndex {
  const find = (TagFilters: TagFilter[]): Promise<readonly TaggedLoadBalancer[]> => {
    // The last page has an empty token, which ends the SDK's listing as well as a missing one.
    const pages = paginateGetResources(
      { client, pageSize: PAGE },
      {
        TagFilters,
        // Answers app, net, gwy and Classic alike (INFERRED from the filter rule); told apart by ARN.
        ResourceTypeFilters: ['elasticloadbalancing:loadbalancer'],
      },
    );
    return allItems(pages, ({ ResourceTagMappingList = [] }) =>
      ResourceTagMappingList.flatMap(({ ResourceARN, Tags: its }) =>
        loadBalancerRef(ResourceARN).map((reference) => ({ ...reference, tags: tagsFrom(its) })),
      ),
    );
  };
  return {
    find: ({ tagKey, tagValues }) => find([{ Key: tagKey, Values: [...tagValues] }]),
    // Without a filter the index names what once had tags as well ([TAG]).
    tags: async () => (await find([])).map(({ tags }) => tags),
  };
}
