import { hash } from 'node:crypto'
import { errorCatalogue, type ErrorEntry } from '@llavero/protocol/errors.ts'
import type { ControlReply } from '../route.ts'
import type { JsonSchema } from './json-schema.ts'
import type { OpenApiDocument, OpenApiOperation } from './open-api.ts'
import { typeText } from './type-text.ts'

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1.5rem; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; } h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { margin: 2rem 0 .25rem; font-size: 1rem; } h3 code { font-size: 1rem; }
code { font-family: ui-monospace, monospace; font-size: .875em; }
nav ul { columns: 14rem; padding-left: 1.25rem; }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin: .75rem 0; }
th, td { text-align: left; vertical-align: top; padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--line); }
.access { opacity: .75; }
`

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The description as a page to read: no script, nothing from elsewhere, and its one style by its hash. */
export function referencePage(document: OpenApiDocument): ControlReply {
  return {
    body: html(document),
    contentType: 'text/html; charset=utf-8',
    headers: { 'content-security-policy': policy },
  }
}

function html({ info, paths, components }: OpenApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const tags = Map.groupBy(operations, ({ operation }) => operation.tags[0])
  const sections = [...tags].map(([tag, members]) => {
    const parts = members.map(({ path, method, operation }) =>
      operationHtml(path, method, operation),
    )
    return `<section><h2 id="${tag}">${tag}</h2>${parts.join('')}</section>`
  })
  const links = [...tags.keys(), 'schemas', 'errors'].map(
    (name) => `<li><a href="#${name}">${name}</a></li>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(info.title)}</title><style>${style}</style></head><body>
<header><h1>${escape(info.title)} ${escape(info.version)}</h1><p>${prose(info.description)}</p>
<p>The same for programs: <a href="/api/openapi.json">OpenAPI 3.1</a>.</p></header>
<nav aria-label="Sections"><ul>${links.join('')}</ul></nav>
<main>${sections.join('')}${schemasHtml(components.schemas)}${errorsHtml()}</main>
</body></html>
`
}

const accessTexts: Readonly<Record<string, string>> = {
  setup: 'anybody, at any time',
  public: 'anybody, once an owner exists',
  person: 'who is signed in',
  operator: 'only the operator, on the machine itself',
}

function operationHtml(path: string, method: string, operation: OpenApiOperation): string {
  const { operationId, summary, parameters = [], requestBody, responses } = operation
  const body = requestBody?.content['application/json'].schema
  const answer = answerOf(responses['2XX'])
  const access = accessTexts[operation['x-access']] ?? ''
  return `<article><h3 id="${operationId}"><code>${method.toUpperCase()} ${escape(path)}</code></h3>
<p>${prose(summary)} <span class="access">For: ${access}.</span></p>
${fieldsHtml(
  'Parameters',
  parameters.map(({ name, schema, required }) => ({ name, schema, isRequired: required })),
)}
${body === undefined ? '' : bodyHtml(body)}
<p>Answers with ${answer === null ? 'no JSON' : typeHtml(answer)}.</p></article>`
}

function answerOf(response: unknown): JsonSchema | null {
  const { content } = response as {
    readonly content: { readonly 'application/json'?: { readonly schema: JsonSchema } }
  }
  return content['application/json']?.schema ?? null
}

function bodyHtml(body: JsonSchema): string {
  return body.properties ? fieldsHtml('Body', fieldsOf(body)) : `<p>Takes ${typeHtml(body)}.</p>`
}

interface Field {
  readonly name: string
  readonly schema: JsonSchema
  readonly isRequired: boolean
}

function fieldsOf({ properties = {}, required = [] }: JsonSchema): Field[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    isRequired: required.includes(name),
  }))
}

function fieldsHtml(title: string, fields: readonly Field[]): string {
  if (fields.length === 0) return ''
  const rows = fields.map(({ name, schema, isRequired }) => {
    const fallback =
      schema.default === undefined
        ? ''
        : `default <code>${escape(JSON.stringify(schema.default))}</code>`
    const notes = [isRequired ? 'required' : fallback, prose(schema.description ?? '')]
    return [`<code>${escape(name)}</code>`, typeHtml(schema), notes.filter(Boolean).join('. ')]
  })
  return table([title, 'Type', ''], rows)
}

function schemasHtml(schemas: Readonly<Record<string, JsonSchema>>): string {
  const parts = Object.entries(schemas).map(
    ([name, schema]) =>
      `<h3 id="schema-${name}"><code>${name}</code></h3>${fieldsHtml('Field', fieldsOf(schema))}`,
  )
  return `<section><h2 id="schemas">schemas</h2>${parts.join('')}</section>`
}

function errorsHtml(): string {
  const rows = Object.entries(errorCatalogue).map(([code, entry]: [string, ErrorEntry]) => [
    `<code>${code}</code>`,
    String(entry.status),
    prose(entry.when),
  ])
  return `<section><h2 id="errors">errors</h2>${table(['Code', 'Status', 'When'], rows)}</section>`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, texts: readonly string[]) =>
    texts.map((text) => `<${tag}>${text}</${tag}>`).join('')
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('')
  // What scrolls has to be reachable by the keyboard.
  return `<div class="table" tabindex="0"><table><thead><tr>${cells('th', head)}</tr></thead><tbody>${body}</tbody></table></div>`
}

function typeHtml(schema: JsonSchema): string {
  const names: string[] = []
  const text = typeText(schema, (name) => {
    names.push(name)
    return `\0${names.length - 1}\0`
  })
  return prose(text).replace(/\0(\d+)\0/g, (_whole, index: string) => {
    const name = names[Number(index)] ?? ''
    return `<a href="#schema-${name}"><code>${name}</code></a>`
  })
}

/** Text with what stands between backticks as code. */
function prose(text: string): string {
  return escape(text).replace(/`([^`]*)`/g, '<code>$1</code>')
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
