import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import reportSchema from '../../../lambda/core/report.schema.json';
import uploadsSchema from '../../../lambda/core/uploads.schema.json';
import watchSchema from '../../../lambda/records/watch.schema.json';
import noticeSchema from '../../../lambda/report/message/notice.schema.json';
import summarySchema from '../../../lambda/report/message/summary.schema.json';

const ajv = addFormats(new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }));

const SCHEMAS: Readonly<Record<string, ValidateFunction>> = Object.fromEntries(
  [reportSchema, uploadsSchema, watchSchema, noticeSchema, summarySchema].map((schema) => [
    schema.title,
    ajv.compile(schema),
  ]),
);

/** What a program gets, by whatever published schema it names. @throws for text that is none of them */
export function published(json: string): Readonly<Record<string, unknown>> {
  const content: Record<string, unknown> = JSON.parse(json);
  const isValid = SCHEMAS[String(content['schema'])];
  if (isValid === undefined) throw new Error(`${String(content['schema'])} is not published`);
  expect(isValid(content) ? [] : isValid.errors).toEqual([]);
  return content;
}
