import { Validations, type Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { aStackWith, jsonOf, theStack } from './synth';

/** The stack that people deploy, and the construct with all that it can have of its own. */
const STACKS: readonly (readonly [string, () => Stack])[] = [
  ['the stack', () => theStack()],
  ['the construct', () => aStackWith({ applying: true, eventMode: true })],
];

it.each(STACKS)('cdk-nag (AwsSolutions) finds nothing in %s that is not acknowledged', (_, make) => {
  const stack = make();
  Validations.of(stack.node.root).addPlugins(new AwsSolutionsChecks(stack.node.root));
  expect(() => jsonOf(stack)).not.toThrow();
});

describe('acknowledgements', () => {
  const stacks = STACKS.map(([, make]) => make());
  const known = stacks.flatMap(acknowledged);
  const found = new Set(stacks.flatMap(findings));

  it('are there', () => {
    expect(known.length).toBeGreaterThan(0);
    expect(found.size).toBeGreaterThan(0);
  });

  it.each(known)('$rule at $path has a reason', ({ reason }) => {
    expect(reason).toMatch(/.{15,}/);
  });

  it.each(known.filter(({ rule }) => rule.startsWith('AwsSolutions-')))(
    '$rule at $path is still needed',
    ({ rule }) => expect([...found]).toContain(rule),
  );
});

/** The rules that cdk-nag finds broken when nobody looks at acknowledgements. */
function findings(stack: Stack): readonly string[] {
  const checks = new AwsSolutionsChecks(stack);
  Reflect.set(checks, 'isAcknowledged', () => false);
  return checks.validateScope(stack).violations.map(({ ruleName }) => ruleName);
}

interface Acknowledged {
  readonly rule: string;
  readonly path: string;
  readonly reason: string;
}

function acknowledged(stack: Stack): readonly Acknowledged[] {
  return stack.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<string>(data))
      .map(([id, reason]) => ({ rule: id.replace(/^.*::(?=AwsSolutions-)/, ''), path: node.path, reason })),
  );
}
