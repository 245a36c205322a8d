import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChatBody, copyAs } from './copy-as'

const origin = 'http://127.0.0.1:4000'

function bodyWith(content: string, more: Partial<ChatBody> = {}): ChatBody {
  return { model: 'sim-code', messages: [{ role: 'user', content }], ...more }
}

const nasty = 'it\'s "quoted" `ticks` ${not} $HOME \\n \\ \u{2028} 日本 👩‍💻\nJSON\n EOF\n\tend'

/** What stands between the first brace after `create(` and the end of the call. */
function scriptArgument(program: string): unknown {
  const literal = /create\(([^]*?)\)\n\n(?:for await|console\.log)/.exec(program)?.[1] ?? ''
  // oxlint-disable-next-line no-implied-eval -- the program is to be read as a script reads it
  return new Function(`return (${literal})`)()
}

describe('a call as curl', () => {
  it('sends the body as it is, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant(nasty)), (content) => {
        const program = copyAs('curl', { origin, body: bodyWith(content) })
        const document = /<<'JSON'\n([^]*?)\nJSON\n/.exec(program)?.[1] ?? ''
        expect(JSON.parse(document)).toEqual(bodyWith(content))
      }),
    )
  })

  it('takes the key from the environment and streams without a buffer', () => {
    const program = copyAs('curl', { origin, body: bodyWith('a', { stream: true }) })
    expect(program).toContain('Bearer $LLAVERO_API_KEY')
    expect(program).toMatch(/^curl -N http:\/\/127\.0\.0\.1:4000\/v1\/chat\/completions/)
  })
})

describe('a call in Node', () => {
  it('has the same body, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant(nasty)), (content) => {
        const body = bodyWith(content, { stop: ['x', content], 'odd-name': { a: null, b: true } })
        expect(scriptArgument(copyAs('node', { origin, body }))).toEqual(body)
      }),
    )
  })

  it('uses the official package', () => {
    const program = copyAs('node', { origin, body: bodyWith('a', { stream: true }) })
    expect(program).toContain("import OpenAI from 'openai'")
    expect(program).toContain('for await (const chunk of completion)')
  })
})

describe('a call in Python', () => {
  it('writes constants as Python does, and strings as JSON does', () => {
    const body = bodyWith('a "b"\n', { temperature: 0.5, stream: true, seed: null })
    expect(copyAs('python', { origin, body }))
      .toContain(`completion = client.chat.completions.create(
    model="sim-code",
    messages=[
        {
            "role": "user",
            "content": "a \\"b\\"\\n",
        },
    ],
    temperature=0.5,
    stream=True,
    seed=None,
)`)
  })

  it('passes on what the package does not know', () => {
    const body = bodyWith('a', { simulation: { tokens: 5 } })
    expect(copyAs('python', { origin, body })).toContain(
      'extra_body={\n        "tokens"'.replace('        "tokens"', '        "simulation"'),
    )
  })
})
