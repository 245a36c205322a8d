import { Lexer, type Token, type Tokens } from 'marked'

/** What the drawing of an answer needs besides its text. */
export interface Drawing {
  /** Says that an image of this host was not loaded. */
  readonly blockedImage: (host: string) => string
  readonly code: (code: string, language: string) => HTMLElement
}

/**
 * Markdown as elements. Safe by construction: nothing is ever parsed as HTML, tags in the text are shown as
 * text, links lead only to http, https and mailto, and images become a chip with their host.
 */
export function renderMarkdown(source: string, drawing: Drawing): DocumentFragment {
  const fragment = document.createDocumentFragment()
  fragment.append(...blocks(Lexer.lex(source, { gfm: true }), drawing))
  return fragment
}

function blocks(tokens: readonly Token[], drawing: Drawing): readonly Node[] {
  return tokens.flatMap((token) => blockNode(token, drawing) ?? [])
}

// marked's union has a catch-all member that keeps TypeScript from narrowing by `type`.
function blockNode(token: Token, drawing: Drawing): Node | undefined {
  switch (token.type) {
    case 'space':
    case 'def':
      return undefined
    case 'heading':
      return heading(token as Tokens.Heading, drawing)
    case 'paragraph':
      return element('p', inlines(token.tokens, drawing))
    case 'list':
      return list(token as Tokens.List, drawing)
    case 'blockquote':
      return element('blockquote', blocks(token.tokens ?? [], drawing))
    case 'code':
      return drawing.code((token as Tokens.Code).text, (token as Tokens.Code).lang ?? '')
    case 'table':
      return table(token as Tokens.Table, drawing)
    case 'hr':
      return element('hr', [])
    case 'html':
      return element('p', [token.raw.trim()])
    default:
      return fragmentOf(inlineNodes(token, drawing))
  }
}

// The page's own headings are above those of an answer.
const firstLevel = 3

function heading({ depth, tokens }: Tokens.Heading, drawing: Drawing): HTMLElement {
  return element(`h${Math.min(depth + firstLevel - 1, 6)}`, inlines(tokens, drawing))
}

function list({ ordered, start, items }: Tokens.List, drawing: Drawing): HTMLElement {
  const node = element(
    ordered ? 'ol' : 'ul',
    items.map((item) => listItem(item, drawing)),
  )
  if (ordered && start !== '' && start !== 1) node.setAttribute('start', String(start))
  return node
}

function listItem({ tokens, task, checked }: Tokens.ListItem, drawing: Drawing): HTMLElement {
  const parts = tokens.filter(({ type }) => type !== 'checkbox')
  const box = task ? [checked === true ? '☑ ' : '☐ '] : []
  return element('li', [...box, ...blocks(parts, drawing)])
}

function table({ header, rows, align }: Tokens.Table, drawing: Drawing): HTMLElement {
  const row = (cells: readonly Tokens.TableCell[], tag: 'th' | 'td'): HTMLElement =>
    element(
      'tr',
      cells.map(({ tokens }, column) => {
        const cell = element(tag, inlines(tokens, drawing))
        const side = align[column]
        if (side) cell.classList.add(`align-${side}`)
        return cell
      }),
    )
  const body = element(
    'tbody',
    rows.map((cells) => row(cells, 'td')),
  )
  const whole = element('table', [element('thead', [row(header, 'th')]), body])
  const scroller = element('div', [whole])
  scroller.className = 'table-scroller'
  scroller.tabIndex = 0
  return scroller
}

// ── Inside a line ────────────────────────────────────────────────────────────────────────────────

function inlines(
  tokens: readonly Token[] | undefined,
  drawing: Drawing,
): readonly (Node | string)[] {
  return (tokens ?? []).flatMap((token) => inlineNodes(token, drawing))
}

const plainTags: Readonly<Record<string, string>> = { strong: 'strong', em: 'em', del: 'del' }

function inlineNodes(token: Token, drawing: Drawing): readonly (Node | string)[] {
  const tag = plainTags[token.type]
  if (tag !== undefined) return [element(tag, inlines(tokensOf(token), drawing))]
  switch (token.type) {
    case 'codespan':
      return [element('code', [(token as Tokens.Codespan).text])]
    case 'br':
      return [element('br', [])]
    case 'link':
      return link(token as Tokens.Link, drawing)
    case 'image':
      return [blockedImage((token as Tokens.Image).href, (token as Tokens.Image).text, drawing)]
    case 'html':
      return [/^<br\s*\/?>$/i.test(token.raw) ? element('br', []) : token.raw]
    default:
      return tokensOf(token) ? inlines(tokensOf(token), drawing) : [unescaped(textOf(token))]
  }
}

function tokensOf(token: Token): readonly Token[] | undefined {
  return 'tokens' in token ? token.tokens : undefined
}

function textOf(token: Token): string {
  return 'text' in token && typeof token.text === 'string' ? token.text : token.raw
}

function link({ href, title, tokens }: Tokens.Link, drawing: Drawing): readonly (Node | string)[] {
  const text = inlines(tokens, drawing)
  if (!/^(?:https?:\/\/|mailto:)/i.test(href)) return text
  const anchor = element('a', text)
  anchor.setAttribute('href', href)
  anchor.setAttribute('target', '_blank')
  anchor.setAttribute('rel', 'noopener noreferrer')
  if (title) anchor.setAttribute('title', title)
  return [anchor]
}

function blockedImage(address: string, alternative: string, drawing: Drawing): HTMLElement {
  const host = URL.canParse(address) ? new URL(address).host : ''
  const chip = element('span', [
    drawing.blockedImage(host),
    ...(alternative ? [` · ${alternative}`] : []),
  ])
  chip.className = 'blocked-image'
  return chip
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u{a0}',
  mdash: '—',
  ndash: '–',
  hellip: '…',
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[String(name)] ?? whole
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal)
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole
  })
}

function element(tag: string, children: readonly (Node | string)[]): HTMLElement {
  const node = document.createElement(tag)
  node.append(...children)
  return node
}

function fragmentOf(children: readonly (Node | string)[]): DocumentFragment {
  const fragment = document.createDocumentFragment()
  fragment.append(...children)
  return fragment
}
