import type * as z from 'zod'
import type { GatewayError } from './errors.ts'
import { wordIssue, type RawIssue } from './issue-wording.ts'
import { branchFor } from './json-type.ts'

/**
 * Checks a value from outside against a schema and returns what the schema makes of it.
 * Throws one GatewayError for the first fault, worded as the real service words it.
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = run(schema, value)
  if (result.issues.length > 0) throw firstFault(result.issues, [])
  return result.value as z.output<Schema>
}

/** What a schema finds wrong, as it says it; empty for a good value. */
export function issuesOf(schema: z.core.$ZodType, value: unknown): readonly RawIssue[] {
  return run(schema, value).issues
}

function run(schema: z.core.$ZodType, value: unknown): z.core.ParsePayload {
  // zod's door for libraries (zod.dev/library-authors): the issues still know their schema there.
  const { _zod: internals } = schema
  // Stops at the first bad element: a body with a million of them must not cost a million issues.
  const result = internals.run({ value, issues: [] }, { async: false, abortEarly: true })
  if (result instanceof Promise) throw new TypeError('Wire schemas are synchronous.')
  return result
}

function firstFault(issues: readonly RawIssue[], parents: readonly PropertyKey[]): GatewayError {
  const issue = issues[0]
  if (issue === undefined) throw new TypeError('There is no fault to tell.')
  const path = [...parents, ...(issue.path ?? [])]
  const meant = meantBranch(issue)
  if (meant === undefined) return wordIssue(issue, path)
  return firstFault(issuesOf(meant, issue.input), path)
}

/** A union refuses as a whole: the useful fault is that of the branch whose JSON type the client used. */
function meantBranch(issue: RawIssue): z.core.$ZodType | undefined {
  const isPlainUnion = issue.code === 'invalid_union' && issue.discriminator === undefined
  return isPlainUnion ? branchFor(issue.inst as z.core.$ZodUnion, issue.input) : undefined
}
