import type { BatchResult } from '@llavero/protocol/openai/batches.ts'

/** A line of an output or error file, as a table shows it. */
export interface ResultRow {
  readonly id: string
  readonly customId: string
  /** Of HTTP; null where nobody answered. */
  readonly status: number | null
  readonly text: string
}

/** More is for the download. */
const longestText = 400

export function resultRow(line: string, index: number): ResultRow {
  const { id = String(index), custom_id = '', response, error } = parsed(line)
  return {
    id,
    customId: custom_id,
    status: response?.status_code ?? null,
    text: excerpt(error?.message ?? textOf(response?.body) ?? line),
  }
}

function parsed(line: string): Partial<BatchResult> {
  try {
    return JSON.parse(line) as Partial<BatchResult>
  } catch {
    return {}
  }
}

/** What we look for in the answers of the endpoints that a batch can call. */
interface Body {
  readonly error?: { readonly message?: string }
  readonly choices?: readonly { message?: { content?: string | null }; text?: string }[]
}

function textOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null
  const { error, choices } = body as Body
  if (error?.message !== undefined) return error.message
  const [choice] = choices ?? []
  return choice?.message?.content ?? choice?.text ?? JSON.stringify(body)
}

function excerpt(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)}…`
}
