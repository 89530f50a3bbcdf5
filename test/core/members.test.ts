import { haveSameMembers } from '../../lambda/core/members';

it.each([
  [['a', 'b'], ['b', 'a'], true],
  [[], [], true],
  [['a'], ['a', 'b'], false],
  [['a', 'b'], ['a'], false],
  [['a'], ['b'], false],
])('%j and %j have the same members: %s', (some, others, expected) => {
  expect(haveSameMembers(some, others)).toBe(expected);
});
