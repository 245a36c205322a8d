import type { Comment, Node, Program } from '@babel/types'
import type { File } from '@babel/parser'
import type { Dialect } from './parse.ts'
import { buildScopes, type ScopeTree } from './scopes.ts'
import type { NodeOf, NodeType, SyntaxTree } from './syntax-tree.ts'
import { childrenOf, endOf, startOf } from './walk.ts'

/** A parsed snippet, indexed once so that a rule can ask for all nodes of one type. */
export class SourceFile implements SyntaxTree {
  readonly code: string
  readonly dialect: Dialect
  readonly program: Program
  readonly comments: readonly Comment[]
  readonly nodes: readonly Node[]
  readonly #byType = new Map<NodeType, Node[]>()
  readonly #parents = new Map<Node, Node>()
  #scopes: ScopeTree | undefined

  constructor(code: string, dialect: Dialect, tree: File) {
    this.code = code
    this.dialect = dialect
    this.program = tree.program
    this.comments = tree.comments ?? []
    this.nodes = this.#index(tree.program)
  }

  all<Type extends NodeType>(...types: readonly Type[]): readonly NodeOf<Type>[] {
    const found = types.map((type) => this.#byType.get(type) ?? [])
    return (found.length === 1 ? found[0] : found.flat()) as NodeOf<Type>[]
  }

  parentOf(node: Node): Node | undefined {
    return this.#parents.get(node)
  }

  /** The nearest node around this one of one of these types. */
  around<Type extends NodeType>(node: Node, ...types: readonly Type[]): NodeOf<Type> | undefined {
    for (let at = this.parentOf(node); at; at = this.parentOf(at)) {
      if ((types as readonly NodeType[]).includes(at.type)) return at as NodeOf<Type>
    }
    return undefined
  }

  /** Whether `inner` is `outer` or stands inside of it. */
  isInside(inner: Node, outer: Node): boolean {
    return startOf(inner) >= startOf(outer) && endOf(inner) <= endOf(outer)
  }

  /** The node's source without the parentheses around it. */
  textOf(node: Node): string {
    return this.code.slice(startOf(node), endOf(node))
  }

  lineOf(node: Node): number {
    return node.loc?.start.line ?? 1
  }

  /** The white space before the node's line begins. */
  indentOf(node: Node): string {
    const lineStart = this.code.lastIndexOf('\n', startOf(node) - 1) + 1
    return /^[ \t]*/.exec(this.code.slice(lineStart, startOf(node)))?.[0] ?? ''
  }

  hasCommentIn(start: number, end: number): boolean {
    let low = 0
    let high = this.comments.length
    while (low < high) {
      const middle = (low + high) >> 1
      const comment = this.comments[middle]
      if (comment && startOf(comment) < start) low = middle + 1
      else high = middle
    }
    const first = this.comments[low]
    return first !== undefined && endOf(first) <= end
  }

  get scopes(): ScopeTree {
    this.#scopes ??= buildScopes(this)
    return this.#scopes
  }

  // With a stack of its own: `a + a + a + …` nests as deep as the snippet is long.
  #index(root: Node): Node[] {
    const pending: Node[] = [root]
    const nodes: Node[] = []
    for (let node = pending.pop(); node; node = pending.pop()) {
      nodes.push(node)
      const sameType = this.#byType.get(node.type)
      if (sameType) sameType.push(node)
      else this.#byType.set(node.type, [node])
      for (const child of childrenOf(node).toReversed()) {
        this.#parents.set(child, node)
        pending.push(child)
      }
    }
    return nodes
  }
}
