/** The report of each format. */
import type { CheckFormat } from '../options.ts';
import { githubReport, gitlabReport, junitReport } from './ci.ts';
import { jsonlReport, jsonReport } from './json.ts';
import type { Report, ReportContext } from './report.ts';
import { sarifReport } from './sarif.ts';
import { conciseReport, textReport } from './text.ts';

const reports: Readonly<Record<CheckFormat, (context: ReportContext) => Report>> = {
  text: textReport,
  concise: conciseReport,
  json: jsonReport,
  jsonl: jsonlReport,
  sarif: sarifReport,
  github: githubReport,
  gitlab: gitlabReport,
  junit: junitReport,
};

export const reportFor = (format: CheckFormat, context: ReportContext): Report => reports[format](context);
