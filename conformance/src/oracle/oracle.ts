import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { type Exchange, mediaTypeOf, parseEvents } from '../exchange.ts'
import { adjust, adjustSchemas, type OpenApiDocument } from './adjusted-document.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import type { KnownDifference } from './known-differences.ts'

export interface Verdict {
  /** The operation's name in the document; null when the document has no such operation. */
  readonly operation: string | null
  /** What is wrong, in words; empty when nothing is. */
  readonly faults: readonly string[]
}

interface Operation {
  readonly method: string
  readonly pattern: RegExp
  readonly parameterCount: number
  readonly id: string
  readonly responses: JsonObject
}

const documentId = 'openapi'
const events = 'text/event-stream'
const errorSchema = { $ref: `${documentId}#/$defs/ErrorResponse` }

/** Judges exchanges by the adjusted document. */
export class Oracle {
  readonly #ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateFormats: false,
    validateSchema: false,
  })
  readonly #validators = new Map<string, ValidateFunction>()
  readonly #operations: readonly Operation[]

  constructor(document: OpenApiDocument, differences: readonly KnownDifference[]) {
    this.#ajv.addSchema({ $id: documentId, $defs: adjustSchemas(document, differences) })
    this.#operations = operationsOf(document)
  }

  judge(exchange: Exchange): Verdict {
    const operation = this.#find(exchange)
    const faults =
      exchange.status >= 400
        ? this.#errorFaults(exchange)
        : operation === null
          ? []
          : this.#answerFaults(exchange, operation)
    return { operation: operation?.id ?? null, faults }
  }

  #find({ method, path }: Exchange): Operation | null {
    return (
      this.#operations.find(
        (operation) => operation.method === method && operation.pattern.test(path),
      ) ?? null
    )
  }

  #errorFaults({ text }: Exchange): string[] {
    return this.#check('error', errorSchema, text)
  }

  #answerFaults(exchange: Exchange, operation: Operation): string[] {
    const content = contentOf(operation, exchange.status)
    if (content === null) return [`status ${exchange.status} is not in the document`]
    const mediaType = mediaTypeOf(exchange)
    const schema = schemaOf(content[mediaType])
    if (schema === undefined || mediaType === 'application/octet-stream') return []
    const name = `${operation.id} ${exchange.status} ${mediaType}`
    if (mediaType !== events) return this.#check(name, withId(adjust(schema, name)), exchange.text)
    return this.#streamFaults(name, withId(adjust(schema, name)), exchange.text)
  }

  #streamFaults(name: string, schema: Json, text: string): string[] {
    const datas = parseEvents(text).map(({ data }) => data)
    if (datas.length === 0) return ['the stream has no event']
    return datas
      .filter((data) => data !== '[DONE]')
      .flatMap((data, index) =>
        this.#check(name, schema, data).map((fault) => `event ${index}: ${fault}`),
      )
  }

  #check(name: string, schema: Json, text: string): string[] {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return [`no JSON: ${text.slice(0, 80)}`]
    }
    const validate = this.#validator(name, schema)
    if (validate(value)) return []
    return deepestFaults(validate.errors ?? [])
  }

  #validator(name: string, schema: Json): ValidateFunction {
    const known = this.#validators.get(name)
    if (known !== undefined) return known
    const compiled = this.#ajv.compile(schema as object)
    this.#validators.set(name, compiled)
    return compiled
  }
}

/** Where alternatives fail, the validator complains of each; the deepest complaint is the one that helps. */
function deepestFaults(errors: readonly ErrorObject[]): string[] {
  const depthOf = ({ instancePath }: ErrorObject) => instancePath.split('/').length
  const deepest = Math.max(...errors.map(depthOf))
  const faults = errors
    .filter((error) => depthOf(error) === deepest)
    .map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
  return [...new Set(faults)].slice(0, 4)
}

/** Paths without parameters come first, so that `/threads/runs` is not taken for a thread. */
function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths)
    .flatMap(([path, item]) =>
      Object.entries(item).flatMap(([method, operation]) => {
        if (!isObject(operation) || typeof operation['operationId'] !== 'string') return []
        const pattern = path.replaceAll(/\{[^}]+\}/g, '[^/]+')
        return [
          {
            method: method.toUpperCase(),
            pattern: new RegExp(`^${pattern}$`),
            parameterCount: path.split('{').length - 1,
            id: operation['operationId'],
            responses: operation['responses'] as JsonObject,
          },
        ]
      }),
    )
    .toSorted((one, other) => one.parameterCount - other.parameterCount)
}

function contentOf({ responses }: Operation, status: number): JsonObject | null {
  const response = responses[String(status)]
  if (!isObject(response)) return null
  return isObject(response['content']) ? response['content'] : {}
}

function schemaOf(media: Json | undefined): Json | undefined {
  return isObject(media) ? media['schema'] : undefined
}

/** References of a schema that stands in a path, made to lead into the document. */
function withId(schema: Json): Json {
  const text = JSON.stringify(schema)
  return JSON.parse(text.replaceAll('"#/$defs/', `"${documentId}#/$defs/`)) as Json
}
