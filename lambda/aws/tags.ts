import type { Tags } from '../core/estate';

/** The tag list of an SDK answer as a record. */
export function tagsFrom(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Tags {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}
