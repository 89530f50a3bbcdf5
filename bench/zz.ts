import { readdirSync, readFileSync } from 'node:fs';
import { digest } from '../lambda/report/digest/digest';
import { table } from '../lambda/report/table/table';
import { withSteps } from '../lambda/core/report';
let sum = 0;
const root = 'demo-output/record/runs';
for (const r of readdirSync(root)) {
  const f = JSON.parse(readFileSync(`${root}/${r}/report.json`, 'utf8'));
  const rep = f.report ?? f;
  const full = withSteps(rep);
  const d = digest(full);
  const n = d.body.split('\n').length - 1;
  sum += n;
  console.log('=====', n, d.subject + '\n');
  console.log(d.body);
  if (process.argv[2]) console.log(table(full, { color: false, width: 100 }));
}
console.log('SUM', sum);
