/** Imports the built Lambda bundle under the running Node, as Lambda would. */
process.env.AWS_REGION ??= 'eu-west-1';
const { handler } = require('../dist/lambda/index.js');
if (typeof handler !== 'function') throw new Error(`the bundle exports no handler, got ${typeof handler}`);
console.log(`dist/lambda/index.js exports a handler under Node ${process.version}`);
