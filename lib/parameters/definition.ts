/** One parameter of the stack: what CloudFormation checks, and how the console shows it. */
export interface ParameterDefinition {
  readonly label: string;
  readonly group: string;
  readonly description: string;
  readonly default: string;
  /**
   * What CloudFormation accepts. Numbers have one too: CloudFormation's own `Number` takes 2.5, and then fails half-way.
   */
  readonly allowedPattern: string;
  /** CloudFormation's own message only repeats the pattern: this says it in words. */
  readonly constraintDescription: string;
  /** Shown as a list to choose from. */
  readonly allowedValues?: readonly string[];
}
