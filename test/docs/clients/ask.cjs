/** Shakes hands with a server on loopback, as an old client would where a highest version is named, and prints the error. */
const { connect } = require('node:tls');

const [port, highest, ciphers] = process.argv.slice(2);
const old = highest === undefined ? {} : { minVersion: 'TLSv1', maxVersion: highest, ciphers };
connect({ host: '127.0.0.1', port: Number(port), servername: 'localhost', ...old }, () => process.exit(0)).on(
  'error',
  ({ message, code }) => {
    process.stderr.write(`Error: ${message.trim()} (code ${code})\n`);
    process.exit(1);
  },
);
