/** What CloudFormation makes of a template: a small part of it, and an error for all else. */

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: string | readonly string[];
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface TemplateJson {
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: string }>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Rules?: Readonly<Record<string, { readonly Assertions: readonly { readonly Assert: unknown }[] }>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

export type Values = Readonly<Record<string, string>>;

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

const PSEUDO: Values = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/ElbTlsRemediator/0a1b2c3d`,
  'AWS::StackName': 'ElbTlsRemediator',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** A resource that is there, its functions carried out. */
export interface DeployedResource {
  readonly Type: string;
  readonly Properties: unknown;
}

/** Of the properties of all types, those that somebody here reads: whoever asks knows which type has which. */
export interface Properties {
  readonly AssumeRolePolicyDocument: { readonly Statement: readonly unknown[] };
  readonly DashboardBody: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Environment: { readonly Variables: Values };
  readonly KeyPolicy: unknown;
  readonly ManagedPolicyArns?: readonly string[];
  readonly Namespace: string;
  readonly Policies?: readonly AttachedPolicy[];
  readonly PolicyDocument: PolicyDocument | string;
  readonly PolicyName: string;
  readonly Role: string;
  readonly Roles?: readonly string[];
  readonly Target: { readonly RoleArn: string };
}

export type AttachedPolicy = Pick<Properties, 'PolicyName' | 'PolicyDocument'>;

export interface PolicyDocument {
  readonly Statement: readonly { readonly Effect: string; readonly Action: string | readonly string[] }[];
}

/** A stack as it is deployed: conditions decided, functions carried out. */
export interface Deployed {
  readonly resources: Readonly<Record<string, DeployedResource>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The names of the rules that refuse these parameters. */
  readonly refusedBy: readonly string[];
}

export function deploy(template: TemplateJson, given: Values = {}): Deployed {
  const resolver = new Resolver(template, given);
  const { Rules = {}, Resources, Outputs = {} } = template;
  const there = Object.entries(Resources).filter(
    ([, { Condition }]) => Condition === undefined || resolver.holds(Condition),
  );
  return {
    resources: Object.fromEntries(
      there.map(([id, { Type, Properties }]) => [id, { Type, Properties: resolver.value(Properties ?? {}) }]),
    ),
    outputs: Object.fromEntries(
      Object.entries(Outputs).map(([id, { Value }]) => [id, resolver.value(Value)]),
    ),
    refusedBy: Object.entries(Rules)
      .filter(([, { Assertions }]) => Assertions.some(({ Assert }) => resolver.value(Assert) !== true))
      .map(([name]) => name),
  };
}

class Resolver {
  private readonly values: Values;

  constructor(
    private readonly template: TemplateJson,
    given: Values,
  ) {
    const defaults = Object.entries(template.Parameters ?? {}).flatMap(([name, { Default }]) =>
      Default === undefined ? [] : [[name, Default] as const],
    );
    const unknown = Object.keys(given).filter(
      (name) => !(name in (template.Parameters ?? {})) && !(name in PSEUDO),
    );
    if (unknown.length > 0) throw new Error(`no such parameter: ${unknown.join(', ')}`);
    this.values = { ...PSEUDO, ...Object.fromEntries(defaults), ...given };
  }

  holds(condition: string): boolean {
    const expression = this.template.Conditions?.[condition];
    if (expression === undefined) throw new Error(`no condition ${condition}`);
    return this.value(expression) === true;
  }

  value(node: unknown): unknown {
    if (Array.isArray(node)) return node.map((each) => this.value(each)).filter((each) => each !== undefined);
    if (typeof node !== 'object' || node === null) return node;
    const entries = Object.entries(node);
    const [name, argument] = entries[0] ?? [];
    if (
      entries.length === 1 &&
      name !== undefined &&
      /^(Fn::.*|Ref|Condition)$/.test(name) &&
      !isBlock(name, argument)
    )
      return this.call(name, argument);
    return Object.fromEntries(entries.map(([key, each]) => [key, this.value(each)]));
  }

  private call(name: string, argument: unknown): unknown {
    if (name === 'Ref') return this.ref(text(argument));
    if (name === 'Condition') return this.holds(text(argument));
    if (name === 'Fn::Sub') return this.sub(argument);
    const [first, second, third] = list(argument);
    if (name === 'Fn::If') return this.value(this.holds(text(first)) ? second : third);
    if (name === 'Fn::FindInMap') return this.inMap(list(this.value(argument)).map(text));
    if (name === 'Fn::GetAtt') return this.attribute(text(first), text(second));
    return calculate(name, list(this.value(argument)));
  }

  private inMap([map = '', key = '', attribute = '']: readonly string[]): unknown {
    const found = this.template.Mappings?.[map]?.[key]?.[attribute];
    if (found === undefined) throw new Error(`no ${key}.${attribute} in the mapping ${map}`);
    return found;
  }

  private ref(name: string): unknown {
    if (name === 'AWS::NoValue') return undefined;
    const value = this.values[name];
    if (value !== undefined) return value;
    const resource = this.there(name);
    return resource.Type === 'AWS::SNS::Topic' ? arnOf(name, resource) : name;
  }

  private attribute(id: string, attribute: string): string {
    if (attribute === 'Arn') return arnOf(id, this.there(id));
    if (attribute === 'QueueName') return id;
    return `${this.there(id).Type}.${attribute}`;
  }

  private there(id: string): Resource {
    const resource = this.template.Resources[id];
    if (resource === undefined || (resource.Condition !== undefined && !this.holds(resource.Condition)))
      throw new Error(`a reference to ${id}, which is not there`);
    return resource;
  }

  private sub(argument: unknown): string {
    const [template, given = {}] = Array.isArray(argument) ? list(argument) : [argument];
    const values = record(this.value(given));
    const valueOf = (name: string): string => text(values[name] ?? this.ref(name));
    return text(template).replaceAll(/\$\{([^!}]+)\}/g, (_, name: string) => valueOf(name));
  }
}

function calculate(name: string, values: readonly unknown[]): unknown {
  const [first, second] = values;
  switch (name) {
    case 'Fn::Equals':
      return first === second;
    case 'Fn::Not':
      return first !== true;
    case 'Fn::And':
      return values.every((value) => value === true);
    case 'Fn::Or':
      return values.includes(true);
    case 'Fn::Join':
      return list(second).join(text(first));
    case 'Fn::Split':
      return text(second).split(text(first));
    case 'Fn::Contains':
      return list(first).includes(second);
    default:
      throw new Error(`${name} is not among the functions this resolver knows`);
  }
}

/** `Condition` is a function in an expression, and a block in a policy statement. */
function isBlock(name: string, argument: unknown): boolean {
  return name === 'Condition' && typeof argument === 'object';
}

/** The logical ids of what is there of a type. */
export function idsOf({ resources }: Deployed, type: string): readonly string[] {
  return Object.keys(resources).filter((id) => resources[id]?.Type === type);
}

/** The properties of all that is there of a type. */
export function allOf(deployed: Deployed, type: string): readonly Properties[] {
  return idsOf(deployed, type).map((id) => propertiesOf(deployed, id));
}

export function propertiesOf({ resources }: Deployed, id: string): Properties {
  return JSON.parse(JSON.stringify(resources[id]?.Properties ?? {}));
}

function arnOf(id: string, { Type }: Resource): string {
  const service = Type.split('::')[1]?.toLowerCase() ?? '';
  switch (Type) {
    case 'AWS::Events::Rule':
      return `arn:aws:events:${REGION}:${ACCOUNT}:rule/${id}`;
    case 'AWS::IAM::Role':
      return `arn:aws:iam::${ACCOUNT}:role/${id}`;
    case 'AWS::KMS::Key':
      return `arn:aws:kms:${REGION}:${ACCOUNT}:key/11112222-3333-4444-5555-666677778888`;
    case 'AWS::Lambda::Function':
      return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${id}`;
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::${id}`;
    case 'AWS::Logs::LogGroup':
      return `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${id}:*`;
    default:
      return `arn:aws:${service}:${REGION}:${ACCOUNT}:${id}`;
  }
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`expected a list, got ${JSON.stringify(value)}`);
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error(`expected a text, got ${JSON.stringify(value)}`);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return { ...value };
  throw new Error(`expected an object, got ${JSON.stringify(value)}`);
}
