import { bounded, Closure, isPrimitive, NotCertain, type Primitive, type Value } from './values.ts'

/** A binary operator on values; on lists and objects only those that ask whether they are the same. */
export function operate(operator: string, left: Value, right: Value): Value {
  if (operator === '===') return left === right
  if (operator === '!==') return left !== right
  const isNullCheck = left === null || right === null
  if (isNullCheck && operator === '==') return isMissing(left) && isMissing(right)
  if (isNullCheck && operator === '!=') return !(isMissing(left) && isMissing(right))
  if (!isPrimitive(left) || !isPrimitive(right)) throw new NotCertain(operator)
  return bounded(operateOnPrimitives(operator, left, right))
}

function isMissing(value: Value): boolean {
  return value === null || value === undefined
}

function operateOnPrimitives(operator: string, left: Primitive, right: Primitive): Primitive {
  if (operator === '+' && (typeof left === 'string' || typeof right === 'string')) {
    return String(left) + String(right)
  }
  if (/^[<>]=?$/.test(operator) && typeof left === 'string' && typeof right === 'string') {
    return compare(operator, left, right)
  }
  if (operator === '==' || operator === '!=') {
    if (typeof left !== typeof right) throw new NotCertain(operator)
    return (left === right) === (operator === '==')
  }
  const [a, b] = [Number(left), Number(right)]
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    case '**':
      return a ** b
    case '&':
      return a & b
    case '|':
      return a | b
    case '^':
      return a ^ b
    case '<<':
      return a << b
    case '>>':
      return a >> b
    case '>>>':
      return a >>> b
    default:
      return compare(operator, a, b)
  }
}

function compare<Side extends string | number>(operator: string, left: Side, right: Side): boolean {
  switch (operator) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    default:
      throw new NotCertain(operator)
  }
}

/** A unary operator on a value. */
export function operateUnary(operator: string, value: Value): Value {
  if (operator === '!') return !value
  if (operator === 'void') return undefined
  if (operator === 'typeof') return value instanceof Closure ? 'function' : typeof value
  if (!isPrimitive(value)) throw new NotCertain(operator)
  if (operator === '-') return -Number(value)
  if (operator === '+') return Number(value)
  if (operator === '~') return ~Number(value)
  throw new NotCertain(operator)
}
