import { CfnParameter, Token, type Stack } from 'aws-cdk-lib';
import type { ParameterDefinition } from './definition';
import { PARAMETERS, type ParameterName } from './parameters';

/** The parameters of one stack, under exactly these logical ids, and grouped for the console. */
export class StackParameters {
  private readonly parameters: ReadonlyMap<string, CfnParameter>;

  constructor(stack: Stack) {
    const definitions = Object.entries<ParameterDefinition>(PARAMETERS);
    this.parameters = new Map(
      definitions.map(([name, { label: _label, group: _group, allowedValues, ...props }]) => {
        const values = allowedValues ? { allowedValues: [...allowedValues] } : {};
        const parameter = new CfnParameter(stack, name, { type: 'String', ...props, ...values });
        parameter.overrideLogicalId(name);
        return [name, parameter];
      }),
    );
    const groups = [...new Set(definitions.map(([, { group }]) => group))];
    stack.addMetadata('AWS::CloudFormation::Interface', {
      ParameterGroups: groups.map((group) => ({
        Label: { default: group },
        Parameters: definitions.filter(([, definition]) => definition.group === group).map(([name]) => name),
      })),
      ParameterLabels: Object.fromEntries(definitions.map(([name, { label }]) => [name, { default: label }])),
    });
  }

  /** A token for the value of a parameter. */
  text(name: ParameterName): string {
    return this.parameter(name).valueAsString;
  }

  /** The same, where a number is asked for. */
  number(name: ParameterName): number {
    return Token.asNumber(this.parameter(name).value);
  }

  private parameter(name: ParameterName): CfnParameter {
    const parameter = this.parameters.get(name);
    if (parameter === undefined)
      throw new Error(`no parameter ${name}; it has ${Object.keys(PARAMETERS).join(', ')}`);
    return parameter;
  }
}
