import { bodyOf, LARGEST_MESSAGE, sizeOf, typeOf } from '../../../lambda/core/delivery/message';

const NONE = { subject: 's', attributes: {} };

it('a message without variants is its text', () => {
  expect(bodyOf({ text: 'a' })).toBe('a');
});

it('one with variants is a JSON object of them', () => {
  expect(bodyOf({ text: 'a', variants: { default: 'b', sqs: '{}' } })).toBe('{"default":"b","sqs":"{}"}');
});

it.each<[string, number, Parameters<typeof sizeOf>[0]]>([
  ['bytes, not characters', 4, { ...NONE, text: 'ßü' }],
  ['the whole JSON, escapes too', 17, { ...NONE, text: 'a', variants: { default: 'a\n' } }],
  ['name, type and value of attributes', 12, { subject: 's', text: '', attributes: { attr1: 1 } }],
  ['a String', 11, { subject: 's', text: 'a', attributes: { abc: 'd' } }],
])('counts %s', (_, size, message) => {
  expect(sizeOf(message)).toBe(size);
});

it('numbers are Numbers, for filters that compare', () => {
  expect([typeOf(0), typeOf('0')]).toEqual(['Number', 'String']);
  expect(LARGEST_MESSAGE).toBe(262_144);
});
