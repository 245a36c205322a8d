import type { Comment, Node } from '@babel/types'

const bookkeepingKeys: ReadonlySet<string> = new Set([
  'type',
  'start',
  'end',
  'loc',
  'extra',
  'errors',
  'comments',
  'tokens',
  'leadingComments',
  'innerComments',
  'trailingComments',
])

/** The nodes directly below this one. */
export function childrenOf(node: Node): Node[] {
  return Object.entries(node).flatMap(([key, value]) => {
    if (bookkeepingKeys.has(key)) return []
    if (Array.isArray(value)) return (value as unknown[]).filter(isNode)
    return isNode(value) ? [value] : []
  })
}

/** All nodes inside this one, itself first; `enters` says no to whole branches. */
export function* nodesIn(
  root: Node,
  enters: (node: Node) => boolean = () => true,
): Generator<Node, void> {
  const pending: Node[] = [root]
  for (let node = pending.pop(); node; node = pending.pop()) {
    yield node
    if (node !== root && !enters(node)) continue
    for (const child of childrenOf(node).toReversed()) pending.push(child)
  }
}

export function startOf(node: Node | Comment): number {
  return node.start ?? 0
}

export function endOf(node: Node | Comment): number {
  return node.end ?? 0
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}
