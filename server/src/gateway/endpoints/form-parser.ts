import { GatewayError } from '@llavero/protocol/errors.ts'
import { readFormValues } from '@llavero/protocol/openai/form-values.ts'
import type { Form, FormField, FormFile, FormPart } from '../model-call.ts'

export interface FormRules<Request> {
  readonly schema: Parameters<typeof readFormValues>[0]
  /** Checks the fields. Throws GatewayError. */
  readonly parse: (fields: unknown) => Request
  /** The file that has to be there, also as the first of a list (`image[]`). */
  readonly file: string
  readonly maxFiles: number
  /** Files that may be there besides. */
  readonly otherFiles?: readonly string[]
}

/** Makes the check of one endpoint's forms. It throws GatewayError, worded as the service's own. */
export function formParser<Request>(rules: FormRules<Request>): (form: Form) => Request {
  return (form) => {
    const request = rules.parse(readFormValues(rules.schema, form.parts.filter(isField)))
    checkFiles(rules, form.parts.filter(isFile))
    return request
  }
}

export function isFile(part: FormPart): part is FormFile {
  return 'open' in part
}

function isField(part: FormPart): part is FormField {
  return !isFile(part)
}

function checkFiles(
  { file, maxFiles, otherFiles = [] }: FormRules<unknown>,
  files: readonly FormFile[],
): void {
  const names = files.map(({ name }) => name.replace(/\[\d*\]$/, ''))
  const count = names.filter((name) => name === file).length
  if (count === 0) {
    const message = `Missing required parameter: '${file}'.`
    throw new GatewayError('missing_required_parameter', message, { param: file })
  }
  if (count > maxFiles) {
    const message = `Invalid '${file}': array too long. Expected an array with maximum length ${maxFiles}, but got an array with length ${count} instead.`
    throw new GatewayError('array_above_max_length', message, { param: file })
  }
  const unknown = names.find((name) => name !== file && !otherFiles.includes(name))
  if (unknown === undefined) return
  const param = unknown.slice(0, 64)
  throw new GatewayError('unknown_parameter', `Unknown parameter: '${param}'.`, { param })
}
