/** Adds up jest's result files and closes with the line that CI reads: `123 passed, 0 failed`. */
const { readFileSync } = require('node:fs');
const results = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
if (results.length === 0) throw new Error('no result files given; name the --outputFile of each jest run');
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const skipped = sum('numPendingTests') + sum('numTodoTests');
console.log(
  `${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed${skipped ? `, ${skipped} skipped` : ''}`,
);
