import type * as z from 'zod'
import { GatewayError } from './errors.ts'
import { fits, wordIssue, type RawIssue } from './issue-wording.ts'

/**
 * Checks a value from outside against a schema and returns what the schema makes of it.
 * Throws one GatewayError for the first fault, worded as the real service words it.
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = run(schema, value)
  if (result.issues.length > 0) throw firstFault(result.issues)
  return result.value as z.output<Schema>
}

/** Stops at the first bad element: a body with a million of them must not cost a million issues. */
function run(schema: z.core.$ZodType, value: unknown): z.core.ParsePayload {
  const result = schema._zod.run({ value, issues: [] }, { async: false, abortEarly: true })
  if (result instanceof Promise) throw new TypeError('Wire schemas are synchronous.')
  return result
}

function firstFault(issues: readonly RawIssue[], parents: readonly PropertyKey[] = []): GatewayError {
  const issue = issues[0]
  if (issue === undefined) throw new TypeError('There is no fault to tell.')
  const path = [...parents, ...(issue.path ?? [])]
  const meant = meantBranch(issue)
  if (meant === undefined) return wordIssue(issue, path)
  return firstFault(run(meant, issue.input).issues, path)
}

/** A union refuses as a whole: the useful fault is that of the branch whose JSON type the client used. */
function meantBranch(issue: RawIssue): z.core.$ZodType | undefined {
  const union = issue.inst as z.core.$ZodTypes | undefined
  if (issue.code !== 'invalid_union' || union?._zod.def.type !== 'union') return undefined
  return union._zod.def.options.find((option) => fits(option, issue.input))
}
