import {
  closesFence,
  fenceLanguage,
  insideFence,
  openingFence,
  type Fence,
} from '../../ui/markdown/fence'

/** Why something was changed, as the model says it. */
export interface Reason {
  /** First and last line that it speaks of, from 1; null where it names none. */
  readonly lines: readonly [from: number, to: number] | null
  readonly text: string
}

/** The code that an answer brings, and what it says about it. */
export interface AnswerWithCode {
  /** Null where the answer holds no block of code: it is prose only. */
  readonly code: string | null
  /** As the fence names it; empty where it names none. */
  readonly language: string
  /** Whether the block was closed: an answer that was stopped may end in the middle of the code. */
  readonly isWhole: boolean
  readonly before: string
  readonly after: string
  readonly reasons: readonly Reason[]
}

/**
 * Takes an answer apart: the longest block of code is the result, list items after it (or, where
 * there are none, before it) are the reasons.
 */
export function readAnswer(markdown: string): AnswerWithCode {
  const blocks = codeBlocks(markdown)
  const longest = blocks.reduce<CodeBlock | undefined>(
    (best, block) => (best && best.code.length >= block.code.length ? best : block),
    undefined,
  )
  if (!longest) {
    return { code: null, language: '', isWhole: true, before: markdown, after: '', reasons: [] }
  }
  const before = markdown.slice(0, longest.start).trim()
  const after = markdown.slice(longest.end).trim()
  const reasons = readReasons(after)
  return {
    code: longest.code,
    language: longest.language,
    isWhole: longest.isClosed,
    before,
    after,
    reasons: reasons.length > 0 ? reasons : readReasons(before),
  }
}

interface CodeBlock {
  readonly start: number
  readonly end: number
  readonly code: string
  readonly language: string
  readonly isClosed: boolean
}

function codeBlocks(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = []
  let open: { fence: Fence; start: number; lines: string[] } | undefined
  let offset = 0
  for (const line of markdown.split('\n')) {
    const end = Math.min(offset + line.length + 1, markdown.length)
    if (!open) {
      const fence = openingFence(line)
      if (fence) open = { fence, start: offset, lines: [] }
    } else if (closesFence(line, open.fence)) {
      blocks.push(blockFrom(open, end, true))
      open = undefined
    } else {
      open.lines.push(insideFence(line, open.fence))
    }
    offset = end
  }
  if (open) blocks.push(blockFrom(open, markdown.length, false))
  return blocks
}

function blockFrom(
  { fence, start, lines }: { fence: Fence; start: number; lines: readonly string[] },
  end: number,
  isClosed: boolean,
): CodeBlock {
  return { start, end, code: lines.join('\n'), language: fenceLanguage(fence), isClosed }
}

// ── Reasons ──────────────────────────────────────────────────────────────────────────────────────

const listItem = /^ {0,3}(?:[-*+•]|\d{1,3}[.)])[ \t]+(.*)$/

/** "Lines 3–5", "línea 3", "строки 3-5", "3행", "3~5번째 줄", "L3", with or without emphasis around. */
const lineNumbers =
  /(?:\b(?:lines?|l[ií]neas?)|строк[аиуе]?|\bL)\s*(\d+)(?:\s*(?:[-–—~]|to|a|по|до)\s*(\d+))?|(\d+)(?:\s*[-–—~]\s*(\d+))?\s*(?:행|(?:번째\s*)?줄)/iu

function readReasons(markdown: string): readonly Reason[] {
  return itemsOf(markdown).map(reasonFrom)
}

/** Top-level list items, each with the lines that continue it. */
function itemsOf(markdown: string): readonly string[] {
  const items: string[] = []
  let isInItem = false
  for (const line of markdown.split(/\r?\n/)) {
    const text = listItem.exec(line)?.[1]
    if (text !== undefined) {
      items.push(text.trim())
      isInItem = true
    } else if (line.trim() === '') {
      isInItem = false
    } else if (isInItem && /^\s/.test(line)) {
      items.push(`${items.pop() ?? ''}\n${line.trim()}`)
    }
  }
  return items.filter((item) => item !== '')
}

// How far into an item the number of its line may stand.
const headLength = 60

function reasonFrom(item: string): Reason {
  const found = lineNumbers.exec(item.slice(0, headLength))
  if (!found) return { lines: null, text: item }
  const from = Number(found[1] ?? found[3])
  const to = Number(found[2] ?? found[4] ?? from)
  return { lines: [from, Math.max(from, to)], text: withoutHead(item, found) }
}

/** "**Line 3**: why" becomes "why"; "The loop in line 3 ends late" stays as it is. */
function withoutHead(item: string, found: RegExpExecArray): string {
  const before = item.slice(0, found.index)
  const after = item.slice(found.index + found[0].length)
  const end = /^[\s*_`)\]]*(?::|：|—|–|-)[\s*_]*/.exec(after)
  const isHead = /^[\s*_`([]*$/.test(before) && end !== null
  return isHead ? after.slice(end[0].length) : item
}
