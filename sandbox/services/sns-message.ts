import { AwsError, InvalidParameter } from '../errors';
import { isStructure, type Structure } from '../values';
import { structures, text } from '../parameters';

/** What SNS checks of a message, and what each protocol gets of it. Error texts: [localstack-sns]. */

/** Body, and of each attribute name, type and value, in bytes: [localstack-sns] tried it to the byte. */
const MESSAGE_LIMIT = 262_144;

/** Where two editions of the API reference differ (ASCII or UTF-8, up to or less than 100), the narrower holds. */
export function checkSubject(subject: string | undefined): void {
  if (subject === undefined || /^[\x20-\x7e]{1,99}$/.test(subject)) return;
  throw new InvalidParameter(
    'Invalid parameter: Subject Reason: allowed are 1 to 99 printable ASCII characters',
  );
}

/** What each protocol gets, or `undefined` where the message is the same for all. */
export type Variants = Readonly<Record<string, string>>;

/** A value that is no string is as if it were not there; so is a key of no protocol, which nobody asks for. */
export function readVariants(message: string, structure: string | undefined): Variants | undefined {
  if (structure === undefined) return undefined;
  if (structure !== 'json')
    throw new InvalidParameter(`Invalid parameter: MessageStructure: got '${structure}', allowed is json`);
  const variants = Object.fromEntries(
    Object.entries(parsed(message)).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  );
  if (variants['default'] !== undefined) return variants;
  throw new InvalidParameter('Invalid parameter: Message Structure - No default entry in JSON message body');
}

function parsed(message: string): Structure {
  try {
    const body: unknown = JSON.parse(message);
    if (isStructure(body)) return body;
  } catch {
    // As for any other text that is no object.
  }
  throw new InvalidParameter('Invalid parameter: Message Structure - JSON message body failed to parse');
}

/** An attribute as its subscribers see it. */
export interface Attribute {
  readonly type: string;
  readonly value: string;
}

export type Attributes = Readonly<Record<string, Attribute>>;

/** Binary ones are not done here. */
export function readAttributes(parameters: Structure): Attributes {
  const entries = structures(parameters, 'MessageAttributes').map((entry): [string, Attribute] => {
    const name = text(entry, 'Name') ?? '';
    const given = isStructure(entry['Value']) ? entry['Value'] : {};
    checkName(name);
    return [name, { type: typeOf(name, text(given, 'DataType')), value: valueOf(name, given) }];
  });
  return Object.fromEntries(entries);
}

function checkName(name: string): void {
  if (/^(?!(aws|amazon)\.)[\w-]+(\.[\w-]+)*$/i.test(name) && name.length <= 256) return;
  throw new AwsError('ParameterValueInvalid', `'${name}' is no name of a message attribute`, 400);
}

function typeOf(name: string, type: string | undefined): string {
  if (type !== undefined && /^(String|Number|Binary)(\..*)?$/.test(type)) return type;
  throw new AwsError(
    'ParameterValueInvalid',
    `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    400,
  );
}

function valueOf(name: string, given: Structure): string {
  const value = text(given, 'StringValue') ?? '';
  const type = text(given, 'DataType') ?? '';
  if (value === '') {
    throw new AwsError(
      'ParameterValueInvalid',
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
      400,
    );
  }
  if (type === 'Number' && !Number.isFinite(Number(value)))
    throw new AwsError(
      'ParameterValueInvalid',
      `'${value}' of message attribute '${name}' is no number`,
      400,
    );
  return value;
}

export function checkSize(message: string, attributes: Attributes): void {
  const parts = Object.entries(attributes).flatMap(([name, { type, value }]) => [name, type, value]);
  const size = [message, ...parts].reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  if (size > MESSAGE_LIMIT) throw new InvalidParameter('Invalid parameter: Message too long');
}
