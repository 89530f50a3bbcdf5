/** A real deployment, to an account on loopback. `npm run test:deploy` makes the Python environment first. */
module.exports = {
  ...require('./jest.config.js'),
  roots: ['<rootDir>/test/deploy'],
  testPathIgnorePatterns: ['/node_modules/'],
};
