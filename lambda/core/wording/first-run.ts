/** The note of the dry run that the stack starts: where it applies, DRY RUN alone would look like a setting gone wrong. */
export function firstRunNote(): string {
  return 'This is the first run after a deployment, always a dry run. The runs of the schedule do what DryRun says.';
}
