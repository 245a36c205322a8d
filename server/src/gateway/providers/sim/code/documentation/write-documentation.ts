import type { Node } from '@babel/types'
import type { AskerLanguage } from '../language.ts'
import { insertAt, rewrite, type Finding, type Rewritten } from '../rewrite.ts'
import type { SourceFile } from '../syntax/source-file.ts'
import { startOf } from '../syntax/walk.ts'
import { namedFunctions, withExport } from '../syntax/kinds.ts'
import { isFunction } from '../syntax/nodes.ts'
import { commentOnClass, commentOnFunction } from './comment.ts'
import type { documentationReasons } from './texts.ts'

export type DocumentationRule = keyof typeof documentationReasons

type DocumentationFinding = Finding<DocumentationRule>

/** Writes JSDoc (TSDoc in TypeScript) where there is none; comments that are there stay as they are. */
export function writeDocumentation(
  file: SourceFile,
  language: AskerLanguage,
): Rewritten<DocumentationRule> {
  return rewrite(file, [
    (current) => documentFunctions(current, language),
    (current) => documentClasses(current, language),
  ])
}

function* documentFunctions(
  file: SourceFile,
  language: AskerLanguage,
): Generator<DocumentationFinding> {
  for (const { name, node, anchor } of namedFunctions(file)) {
    if (isDocumented(anchor) || isOverloaded(file, node)) continue
    const lines = commentOnFunction(file, { name, node }, language)
    yield comment(file, anchor, lines, { rule: 'documented-function', name })
  }
}

function* documentClasses(
  file: SourceFile,
  language: AskerLanguage,
): Generator<DocumentationFinding> {
  for (const item of file.all('ClassDeclaration')) {
    const name = item.id?.name ?? 'default'
    const anchor = withExport(file, item)
    if (!isDocumented(anchor)) {
      const lines = commentOnClass(file, item, language)
      yield comment(file, anchor, lines, { rule: 'documented-class', name })
    }
    for (const member of item.body.body) {
      if (!isFunction(member) || isDocumented(member)) continue
      const method = member.key.type === 'Identifier' ? member.key.name : ''
      if (!method || isAfterOverload(item.body.body, member)) continue
      const lines = commentOnFunction(file, { name: method, node: member, owner: name }, language)
      yield comment(file, member, lines, { rule: 'documented-method', name: `${name}.${method}` })
    }
  }
}

function comment(
  file: SourceFile,
  anchor: Node,
  lines: readonly string[],
  about: { readonly rule: DocumentationRule; readonly name: string },
): DocumentationFinding {
  const indent = file.indentOf(anchor)
  const [only] = lines
  const body =
    lines.length === 1
      ? `/** ${only} */\n${indent}`
      : ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */', ''].join(`\n${indent}`)
  const edits = [insertAt(startOf(anchor), body)]
  return { rule: about.rule, at: anchor, edits, words: { name: about.name } }
}

function isDocumented(anchor: Node): boolean {
  return (anchor.leadingComments ?? []).some(
    (item) => item.type === 'CommentBlock' && item.value.startsWith('*'),
  )
}

function isOverloaded(file: SourceFile, node: Node): boolean {
  if (node.type !== 'FunctionDeclaration' || !node.id) return false
  return (file.scopes.bindingOf(node.id)?.declarations.length ?? 1) > 1
}

function isAfterOverload(members: readonly Node[], member: Node): boolean {
  return members[members.indexOf(member) - 1]?.type === 'TSDeclareMethod'
}
