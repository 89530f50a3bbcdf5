/** A schedule as it was created. Nothing here ever carries it out. */
export interface Schedule {
  readonly arn: string;
  readonly region: string;
  readonly name: string;
  readonly groupName: string;
  readonly expression: string;
  readonly timezone: string;
  readonly state: string;
  readonly actionAfterCompletion: string;
  readonly flexibleTimeWindow: { readonly mode: string; readonly maximumMinutes: number | undefined };
  readonly target: {
    readonly arn: string;
    readonly roleArn: string;
    readonly input: string | undefined;
    /** The queue for what could not be handed over. */
    readonly deadLetterArn: string | undefined;
  };
  readonly clientToken: string | undefined;
}

/** at(), rate() or cron(), each in its form. */
export function isScheduleExpression(expression: string): boolean {
  const [, kind = '', inside = ''] = /^(at|rate|cron)\((.*)\)$/.exec(expression) ?? [];
  switch (kind) {
    case 'at':
      return isLocalTime(inside);
    case 'rate':
      return /^[1-9]\d* (minutes?|hours?|days?)$/.test(inside);
    case 'cron':
      return /^[\dA-Z,\-*?/LW#]+( [\dA-Z,\-*?/LW#]+){5}$/.test(inside);
    default:
      return false;
  }
}

/** `yyyy-mm-ddThh:mm:ss` of a day that there is: no zone, no fractions of a second. */
function isLocalTime(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return false;
  const date = new Date(`${text}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

export function isTimezone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
