/**
 * The second opinion: the same scenario on moto, and what other programs say (Python's csv, curl, OpenSSL). `npm run test:moto`
 * makes the Python environment first.
 */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: [
    '<rootDir>/test/moto/**/*.test.ts',
    '<rootDir>/test/report/csv.test.ts',
    '<rootDir>/test/core/clients/real-clients.test.ts',
    '<rootDir>/test/docs/client-messages.test.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/'],
};
