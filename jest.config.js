/** TypeScript 7 ships no JS API, so swc strips the types; `npm run typecheck` checks them. */
module.exports = {
  testEnvironment: 'node',
  // In jest's context each look at a global goes the long way round; handing these to every module as arguments takes a
  // third off the SDK's calls. Only what no test replaces: fake timers and clocks replace Date, performance and timers.
  sandboxInjectedGlobals: [
    'Array',
    'Error',
    'JSON',
    'Map',
    'Math',
    'Number',
    'Object',
    'Promise',
    'Set',
    'String',
    'Symbol',
  ],
  // Half of the cores is jest's own choice on a machine with a person at it; two cores would leave one idle.
  maxWorkers: '100%',
  roots: ['<rootDir>/test'],
  transform: {
    '^.+\\.[tj]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  // These are published as ES modules only (the last three come with string-width); jest runs CommonJS.
  transformIgnorePatterns: [
    '/node_modules/(?!(p-map|string-width|get-east-asian-width|strip-ansi|ansi-regex)/)',
  ],
  // Need more than Node (Python, curl, Java): `npm run test:moto`, `test:deploy` and `test:athena` run them.
  testPathIgnorePatterns: [
    '/node_modules/',
    '/test/moto/',
    '/test/deploy/',
    '/test/athena/',
    '/test/report/csv\\.test',
    '/test/core/clients/real-clients\\.test',
    '/test/docs/client-messages\\.test',
  ],
};
