import type { Node, Program } from '@babel/types'

export type NodeType = Node['type']

export type NodeOf<Type extends NodeType> = Extract<Node, { type: Type }>

/** What can be asked about the nodes of a program. */
export interface SyntaxTree {
  readonly program: Program
  /** Every node, a parent before its children, in source order. */
  readonly nodes: readonly Node[]
  /** All nodes of these types; those of one type in source order. */
  all<Type extends NodeType>(...types: readonly Type[]): readonly NodeOf<Type>[]
  parentOf(node: Node): Node | undefined
}
