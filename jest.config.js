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
  roots: ['<rootDir>/test'],
  transform: {
    '^.+\\.[tj]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  // p-map is published as an ES module only; jest runs CommonJS.
  transformIgnorePatterns: ['/node_modules/(?!p-map/)'],
  // Need Python as well as Node: `npm run test:moto` and `npm run test:deploy` run them.
  testPathIgnorePatterns: ['/node_modules/', '/test/moto/', '/test/deploy/'],
};
