import type { Expression, Node, Statement } from '@babel/types'
import { type AskerLanguage, say, type Words } from '../language.ts'
import type { SourceFile } from '../syntax/source-file.ts'
import { explanationTexts } from './texts.ts'

const longestQuote = 80
const mostSteps = 40
const deepestStep = 4

/** Tells statements one after the other, as lines of a nested Markdown list. */
export function stepsOf(
  file: SourceFile,
  statements: readonly Statement[],
  language: AskerLanguage,
): string[] {
  const teller = new Teller(file, language)
  teller.tellAll(statements, 0)
  return teller.lines
}

/** Code as it may stand in a sentence: on one line, not too long, marked as code. */
export function quote(file: SourceFile, node: Node): string {
  const text = file
    .textOf(node)
    .slice(0, longestQuote * 4)
    .replace(/\s+/g, ' ')
  const short = text.length > longestQuote ? `${text.slice(0, longestQuote - 1)}…` : text
  return short.includes('`') ? `\`\` ${short} \`\`` : `\`${short}\``
}

class Teller {
  readonly lines: string[] = []
  readonly #file: SourceFile
  readonly #language: AskerLanguage

  constructor(file: SourceFile, language: AskerLanguage) {
    this.#file = file
    this.#language = language
  }

  tellAll(statements: readonly Statement[], depth: number): void {
    for (const [index, statement] of statements.entries()) {
      if (this.lines.length >= mostSteps) {
        this.#say('more', depth, { count: statements.length - index })
        return
      }
      this.#tell(statement, depth)
    }
  }

  #tell(statement: Statement, depth: number): void {
    if (this.#tellBranch(statement, depth) || this.#tellLoop(statement, depth)) return
    switch (statement.type) {
      case 'BlockStatement':
        return this.tellAll(statement.body, depth)
      case 'VariableDeclaration':
        return statement.declarations.forEach(({ id, init }) => this.#tellVariable(id, init, depth))
      case 'ExpressionStatement':
        return this.#tellExpression(statement.expression, depth)
      case 'ReturnStatement':
        if (!statement.argument) return this.#say('leaves', depth)
        return this.#say('returns', depth, { value: quote(this.#file, statement.argument) })
      case 'ThrowStatement':
        return this.#say('throws', depth, { value: quote(this.#file, statement.argument) })
      case 'BreakStatement':
        return this.#say('breaks', depth)
      case 'ContinueStatement':
        return this.#say('continues', depth)
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return this.#say('defines', depth, { name: statement.id?.name ?? 'default' })
      case 'EmptyStatement':
        return
      default:
        if (/^(Import|Export|TS)/.test(statement.type)) return
        return this.#say('other', depth, { value: quote(this.#file, statement) })
    }
  }

  #tellBranch(statement: Statement, depth: number): boolean {
    if (statement.type === 'IfStatement') {
      this.#say('if', depth, { test: quote(this.#file, statement.test) })
      this.#tellInside(statement.consequent, depth)
      if (!statement.alternate) return true
      this.#say('otherwise', depth)
      this.#tellInside(statement.alternate, depth)
      return true
    }
    if (statement.type === 'SwitchStatement') {
      this.#say('switch', depth, { value: quote(this.#file, statement.discriminant) })
      for (const item of statement.cases) {
        if (item.test) this.#say('case', depth + 1, { value: quote(this.#file, item.test) })
        else this.#say('default', depth + 1)
        const told = item.consequent.filter(({ type }) => type !== 'BreakStatement')
        if (depth + 2 <= deepestStep) this.tellAll(told, depth + 2)
      }
      return true
    }
    if (statement.type !== 'TryStatement') return false
    this.#say('tries', depth)
    this.#tellInside(statement.block, depth)
    if (statement.handler) {
      this.#say('catches', depth)
      this.#tellInside(statement.handler.body, depth)
    }
    if (statement.finalizer) {
      this.#say('finally', depth)
      this.#tellInside(statement.finalizer, depth)
    }
    return true
  }

  #tellLoop(statement: Statement, depth: number): boolean {
    switch (statement.type) {
      case 'ForOfStatement':
      case 'ForInStatement': {
        const { left, right } = statement
        const target =
          left.type === 'VariableDeclaration' ? (left.declarations[0]?.id ?? left) : left
        const words = { item: quote(this.#file, target), list: quote(this.#file, right) }
        this.#say(statement.type === 'ForOfStatement' ? 'forOf' : 'forIn', depth, words)
        break
      }
      case 'ForStatement': {
        const words = {
          init: statement.init ? quote(this.#file, statement.init) : '…',
          test: statement.test ? quote(this.#file, statement.test) : '`true`',
        }
        this.#say('for', depth, words)
        break
      }
      case 'WhileStatement':
      case 'DoWhileStatement':
        this.#say('while', depth, { test: quote(this.#file, statement.test) })
        break
      default:
        return false
    }
    this.#tellInside(statement.body, depth)
    return true
  }

  #tellInside(statement: Statement, depth: number): void {
    if (depth + 1 > deepestStep) return
    this.tellAll(statement.type === 'BlockStatement' ? statement.body : [statement], depth + 1)
  }

  #tellVariable(id: Node, init: Expression | null | undefined, depth: number): void {
    const name = this.#file.textOf(id).slice(0, longestQuote).replace(/\s+/g, ' ')
    if (init) this.#say('declares', depth, { name, value: quote(this.#file, init) })
    else this.#say('declaresEmpty', depth, { name })
  }

  #tellExpression(expression: Expression, depth: number): void {
    const value = quote(this.#file, expression)
    switch (expression.type) {
      case 'AssignmentExpression': {
        const name = quote(this.#file, expression.left).replaceAll('`', '')
        return this.#say('assigns', depth, { name, value })
      }
      case 'UpdateExpression': {
        const name = quote(this.#file, expression.argument).replaceAll('`', '')
        return this.#say('assigns', depth, { name, value })
      }
      case 'AwaitExpression':
        return this.#say('awaits', depth, { value: quote(this.#file, expression.argument) })
      case 'CallExpression':
      case 'OptionalCallExpression':
      case 'NewExpression':
        return this.#say('calls', depth, { value })
      default:
        return this.#say('other', depth, { value })
    }
  }

  #say(key: keyof typeof explanationTexts, depth: number, words: Words = {}): void {
    this.lines.push(`${'  '.repeat(depth)}- ${say(explanationTexts[key], this.#language, words)}`)
  }
}
