/** Whether two lists without repetition have the same members: AWS does not say that it keeps the order of policies. */
export function haveSameMembers<T>(some: readonly T[], others: readonly T[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}
