import type { Expression, Node, VariableDeclarator } from '@babel/types'
import type { SourceFile } from './source-file.ts'
import type { Binding } from './scopes.ts'
import { type FunctionNode, isFunction } from './nodes.ts'

/** The declarator of a plain variable that is declared once; undefined for parameters, patterns and imports. */
export function declaratorOf(
  file: SourceFile,
  binding: Binding | undefined,
): VariableDeclarator | undefined {
  const [name, another] = binding?.declarations ?? []
  if (!name || another) return undefined
  const parent = file.parentOf(name)
  return parent?.type === 'VariableDeclarator' && parent.id === name ? parent : undefined
}

/** What a name was set to where it was declared, if it keeps that value. */
export function initialValue(file: SourceFile, name: Node): Expression | undefined {
  const binding = file.scopes.bindingOf(name)
  if (!binding || binding.isReassigned) return undefined
  return declaratorOf(file, binding)?.init ?? undefined
}

/** Whether the expression is certainly an array: a literal, or a name that was set to one. */
export function isKnownArray(file: SourceFile, node: Node): boolean {
  return elementsOf(file, node) !== undefined || annotatedType(file, node)?.type === 'TSArrayType'
}

/** The elements of an array literal, or of the literal that a name stands for. */
export function elementsOf(file: SourceFile, node: Node): readonly (Node | null)[] | undefined {
  const value = node.type === 'Identifier' ? initialValue(file, node) : node
  return value?.type === 'ArrayExpression' ? value.elements : undefined
}

export function isNumberArray(file: SourceFile, node: Node): boolean {
  const elements = elementsOf(file, node)
  if (elements && elements.length > 0) return elements.every(isNumber)
  const type = annotatedType(file, node)
  return type?.type === 'TSArrayType' && type.elementType.type === 'TSNumberKeyword'
}

function isNumber(node: Node | null): boolean {
  if (node?.type === 'UnaryExpression') return node.operator === '-' && isNumber(node.argument)
  return node?.type === 'NumericLiteral'
}

function annotatedType(file: SourceFile, node: Node): Node | undefined {
  const name = file.scopes.bindingOf(node)?.declarations[0]
  const annotation = name?.typeAnnotation
  return annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : undefined
}

/** The function of the snippet that a name means, if it can mean no other. */
export function functionNamed(file: SourceFile, name: Node): FunctionNode | undefined {
  const binding = file.scopes.bindingOf(name)
  if (binding?.declarations.length !== 1 || binding.isReassigned) return undefined
  const declared = binding.declarations[0]
  const parent = declared && file.parentOf(declared)
  if (parent?.type === 'FunctionDeclaration' && parent.id === declared) return parent
  const value = declaratorOf(file, binding)?.init
  return isFunction(value) ? value : undefined
}
