/** The SQL for Athena on Trino. `npm run test:athena` fetches Trino first. */
module.exports = {
  ...require('./jest.config.js'),
  roots: ['<rootDir>/test/athena'],
  testPathIgnorePatterns: ['/node_modules/'],
};
