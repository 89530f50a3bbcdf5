import {
  paginateGetResources,
  type ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { TaggedLoadBalancer } from '../core/estate';
import type { Scope } from '../core/scope';
import { loadBalancerRef } from './arn';
import { allItems } from './pages';
import { tagsFrom } from './tags';

/** The tag index of one Region: it finds, it does not decide. It can be behind ([TAG]). */
export interface TagIndex {
  /** What the index says is in scope: all types of load balancer, Gateway ones left out. */
  find(scope: Scope): Promise<readonly TaggedLoadBalancer[]>;
  /** The value of a tag key on each load balancer that has one. */
  valuesOf(tagKey: string): Promise<readonly string[]>;
}

/** Most a page of GetResources holds ([TAG]). */
const PAGE = 100;

export function tagIndex(client: ResourceGroupsTaggingAPIClient): TagIndex {
  const find = (tagKey: string, tagValues: readonly string[]): Promise<readonly TaggedLoadBalancer[]> => {
    // The last page has an empty token, which ends the SDK's listing as well as a missing one.
    const pages = paginateGetResources(
      { client, pageSize: PAGE },
      {
        // A key without values is a key with any value ([TAG]).
        TagFilters: [{ Key: tagKey, ...(tagValues.length === 0 ? {} : { Values: [...tagValues] }) }],
        // Answers app, net, gwy and Classic alike (INFERRED from the filter rule); told apart by ARN.
        ResourceTypeFilters: ['elasticloadbalancing:loadbalancer'],
      },
    );
    return allItems(pages, ({ ResourceTagMappingList = [] }) =>
      ResourceTagMappingList.flatMap(({ ResourceARN, Tags }) =>
        loadBalancerRef(ResourceARN).map((reference) => ({ ...reference, tags: tagsFrom(Tags) })),
      ),
    );
  };
  return {
    find: ({ tagKey, tagValues }) => find(tagKey, tagValues),
    valuesOf: async (tagKey) => {
      const found = await find(tagKey, []);
      // The index names what once had the tag as well ([TAG]).
      return found.flatMap(({ tags }) => tags[tagKey] ?? []);
    },
  };
}
