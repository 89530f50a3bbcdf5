/** What of the variables of the function the doctor looks by, under the names of the stack's parameters (lib/settings.ts). */
const PARAMETERS = {
  DRY_RUN: 'DryRun',
  TAG_KEY: 'TagKey',
  TAG_VALUES: 'TagValues',
  REGIONS: 'Regions',
  TARGET_POLICY: 'TargetPolicy',
  ALARM_HOURS: 'AlarmAfterHours',
} as const;

/** What a function is set to: the parameters of its stack, and of a construct in a stack that has none. */
export function parametersIn(
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(PARAMETERS).flatMap(([variable, parameter]) => {
      const value = environment[variable];
      return value === undefined ? [] : [[parameter, value]];
    }),
  );
}
