/** A call as it is sent to the OpenAI-shaped API of this server. */
export interface ApiCall {
  /** Origin of this server, e.g. `http://127.0.0.1:4000`. */
  readonly origin: string
  readonly body: ChatBody
}

export interface ChatBody {
  readonly model: string
  readonly messages: readonly unknown[]
  readonly stream?: boolean
  readonly [parameter: string]: unknown
}

export const copyTargets = ['curl', 'node', 'python'] as const
export type CopyTarget = (typeof copyTargets)[number]

/** The call as a program that can be pasted and run; the key comes from the environment, never from here. */
export function copyAs(target: CopyTarget, call: ApiCall): string {
  return writers[target](call)
}

const writers: Readonly<Record<CopyTarget, (call: ApiCall) => string>> = {
  curl: asCurl,
  node: asNode,
  python: asPython,
}

// A here-document with a quoted end takes the body as it is: no quoting, and no limit of an argument's
// length. No line of JSON is `JSON` alone.
function asCurl({ origin, body }: ApiCall): string {
  return `curl ${body.stream === true ? '-N ' : ''}${origin}/v1/chat/completions \\
  -H "Authorization: Bearer $LLAVERO_API_KEY" \\
  -H "Content-Type: application/json" \\
  --data-binary @- <<'JSON'
${JSON.stringify(body, null, 2)}
JSON
`
}

function asNode({ origin, body }: ApiCall): string {
  const reading =
    body.stream === true
      ? `for await (const chunk of completion) {
  process.stdout.write(chunk.choices[0]?.delta?.content ?? '')
}`
      : `console.log(completion.choices[0].message.content)`
  return `// npm install openai
import OpenAI from 'openai'

const client = new OpenAI({
  baseURL: '${origin}/v1',
  apiKey: process.env.LLAVERO_API_KEY,
})

const completion = await client.chat.completions.create(${scriptLiteral(body, '')})

${reading}
`
}

function asPython({ origin, body }: ApiCall): string {
  const { known, extra } = pythonArguments(body)
  const lines = Object.entries(known).map(
    ([name, value]) => `    ${name}=${pythonLiteral(value, '    ')},`,
  )
  if (Object.keys(extra).length > 0) lines.push(`    extra_body=${pythonLiteral(extra, '    ')},`)
  const reading =
    body.stream === true
      ? `for chunk in completion:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)`
      : `print(completion.choices[0].message.content)`
  return `# pip install openai
import os

from openai import OpenAI

client = OpenAI(
    base_url="${origin}/v1",
    api_key=os.environ["LLAVERO_API_KEY"],
)

completion = client.chat.completions.create(
${lines.join('\n')}
)

${reading}
`
}

/** Ours alone: the official packages pass it on when it is named so. */
const ownParameters: ReadonlySet<string> = new Set(['simulation'])

function pythonArguments(body: ChatBody): Record<'known' | 'extra', Record<string, unknown>> {
  const entries = Object.entries(body)
  return {
    known: Object.fromEntries(entries.filter(([name]) => !ownParameters.has(name))),
    extra: Object.fromEntries(entries.filter(([name]) => ownParameters.has(name))),
  }
}

// ── Literals ─────────────────────────────────────────────────────────────────────────────────────

function scriptLiteral(value: unknown, indent: string): string {
  if (typeof value === 'string') return scriptString(value)
  if (Array.isArray(value)) {
    return bracketed(
      ['[', ']'],
      value.map((item) => scriptLiteral(item, `${indent}  `)),
      indent,
    )
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const entries = Object.entries(value).map(
    ([name, item]) =>
      `${/^[a-z_$][\w$]*$/i.test(name) ? name : scriptString(name)}: ${scriptLiteral(item, `${indent}  `)}`,
  )
  return bracketed(['{', '}'], entries, indent)
}

/** Text of several lines is readable as a template, and needs three escapes. */
function scriptString(text: string): string {
  if (!text.includes('\n') || /[\r\u{2028}\u{2029}]/u.test(text)) return JSON.stringify(text)
  return `\`${text.replace(/[\\`]|\$\{/g, (found) => `\\${found}`)}\``
}

function pythonLiteral(value: unknown, indent: string): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  // JSON's strings and numbers are Python's too.
  if (typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) {
    return bracketed(
      ['[', ']'],
      value.map((item) => pythonLiteral(item, `${indent}    `)),
      indent,
      '    ',
    )
  }
  const entries = Object.entries(value).map(
    ([name, item]) => `${JSON.stringify(name)}: ${pythonLiteral(item, `${indent}    `)}`,
  )
  return bracketed(['{', '}'], entries, indent, '    ')
}

function bracketed(
  [open, close]: readonly [string, string],
  items: readonly string[],
  indent: string,
  step = '  ',
): string {
  if (items.length === 0) return open + close
  const lines = items.map((item) => `${indent}${step}${item},`)
  return `${open}\n${lines.join('\n')}\n${indent}${close}`
}
