/** The second opinion: the same scenario on moto. `npm run test:moto` makes the Python environment first. */
module.exports = {
  ...require('./jest.config.js'),
  roots: ['<rootDir>/test/moto'],
  testPathIgnorePatterns: ['/node_modules/'],
};
