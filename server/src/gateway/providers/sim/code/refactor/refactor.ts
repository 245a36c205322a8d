import { rewrite, type Rewritten, type Rule } from '../rewrite.ts'
import type { SourceFile } from '../syntax/source-file.ts'
import {
  deadCode,
  destructuring,
  objectShorthand,
  tighterDeclaration,
  unusedVariable,
} from './declarations.ts'
import {
  arrowCallback,
  compoundAssignment,
  exponent,
  objectSpread,
  optionalChaining,
  templateString,
} from './expressions.ts'
import type { RefactorRule } from './reasons.ts'
import { booleanReturn, earlyReturn, forOf, mergedIf } from './statements.ts'

const refactorRules: readonly Rule<RefactorRule>[] = [
  tighterDeclaration,
  unusedVariable,
  deadCode,
  destructuring,
  objectShorthand,
  templateString,
  arrowCallback,
  optionalChaining,
  compoundAssignment,
  exponent,
  objectSpread,
  booleanReturn,
  earlyReturn,
  mergedIf,
  forOf,
]

/** Says the same in a clearer way. */
export function refactor(file: SourceFile): Rewritten<RefactorRule> {
  return rewrite(file, refactorRules)
}
