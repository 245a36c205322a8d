import { rewrite, type Rewritten, type Rule } from '../rewrite.ts'
import type { SourceFile } from '../syntax/source-file.ts'
import {
  asyncForEach,
  missingAwait,
  timerCallsAtOnce,
  unawaitedInTry,
  unboundMethod,
} from './async.ts'
import {
  arrayDelete,
  duplicateKey,
  inOnArray,
  mapParseInt,
  missingReturnInCallback,
  numberSortWithoutComparator,
  parseIntRadix,
} from './collections.ts'
import {
  alternativeWithoutComparison,
  assignmentInCondition,
  chainedComparison,
  comparisonAsStatement,
  emptyArrayComparison,
  looseEquality,
  nanComparison,
  negatedOperand,
  straySemicolon,
  typeofTypo,
} from './conditions.ts'
import {
  constReassigned,
  misspelledMember,
  misspelledName,
  missingSuper,
  selfAssignment,
  sharedDefaultMutated,
  useBeforeDefine,
} from './declarations.ts'
import {
  forInArray,
  loopDirection,
  missingBreak,
  offByOne,
  unreachableCode,
  varInLoopClosure,
} from './flow.ts'
import type { BugRule } from './reasons.ts'
import {
  discardedStringMethod,
  emptyCatch,
  textPlusNumber,
  thrownText,
  unguardedJsonParse,
} from './values.ts'

const bugRules: readonly Rule<BugRule>[] = [
  assignmentInCondition,
  looseEquality,
  nanComparison,
  typeofTypo,
  alternativeWithoutComparison,
  chainedComparison,
  negatedOperand,
  emptyArrayComparison,
  comparisonAsStatement,
  straySemicolon,
  offByOne,
  loopDirection,
  varInLoopClosure,
  forInArray,
  missingBreak,
  unreachableCode,
  missingAwait,
  unawaitedInTry,
  asyncForEach,
  timerCallsAtOnce,
  unboundMethod,
  missingReturnInCallback,
  numberSortWithoutComparator,
  parseIntRadix,
  mapParseInt,
  inOnArray,
  arrayDelete,
  duplicateKey,
  constReassigned,
  useBeforeDefine,
  misspelledName,
  misspelledMember,
  sharedDefaultMutated,
  selfAssignment,
  missingSuper,
  thrownText,
  discardedStringMethod,
  textPlusNumber,
  unguardedJsonParse,
  emptyCatch,
]

/** Mends what is certainly wrong, and gives advice where only the author can know. */
export function fixBugs(file: SourceFile): Rewritten<BugRule> {
  return rewrite(file, bugRules)
}
