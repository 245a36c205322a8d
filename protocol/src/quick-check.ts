import type * as z from 'zod'

/** True only for what the schema finds nothing wrong with; false tells nothing. */
type QuickCheck = (value: unknown) => boolean

const unsure: QuickCheck = () => false

/**
 * Asks of a JSON value only what its own fields need, where zod asks for every field that the schema knows: most
 * requests have three of forty. What it knows no rule for is for zod to say, as are all faults. It is for schemas
 * that only check: whose output is their input.
 */
export function quickCheckOf(schema: z.core.$ZodType): QuickCheck {
  const { def } = internalsOf(schema)
  const checks = (def.checks ?? []).map((check) => limitOf(internalsOf(check).def))
  const fits = kinds[def.type]?.(def as never) ?? unsure
  const [first, second] = checks
  if (first === undefined) return fits
  if (second === undefined) return (value) => fits(value) && first(value)
  return (value) => fits(value) && checks.every((check) => check(value))
}

/** zod's door for libraries (zod.dev/library-authors). */
function internalsOf<Internals>({ _zod: internals }: { readonly _zod: Internals }): Internals {
  return internals
}

/** By the `type` of a schema's definition. */
const kinds: Readonly<Record<string, (definition: never) => QuickCheck>> = {
  string: ({ format }: z.core.$ZodStringDef & { readonly format?: string }) =>
    format === undefined ? (value) => typeof value === 'string' : unsure,
  boolean: () => (value) => typeof value === 'boolean',
  number: numberCheck,
  literal: ({ values }: z.core.$ZodLiteralDef<z.core.util.Literal>) => oneOf(values),
  enum: enumCheck,
  // JSON has nothing that is there and undefined.
  optional: ({ innerType }: z.core.$ZodOptionalDef) => quickCheckOf(innerType),
  nullable: ({ innerType }: z.core.$ZodNullableDef) => orNull(quickCheckOf(innerType)),
  array: ({ element }: z.core.$ZodArrayDef) => arrayCheck(quickCheckOf(element)),
  object: objectCheck,
  union: unionCheck,
}

function limitOf(definition: z.core.$ZodCheckDef): QuickCheck {
  return limits[definition.check]?.(definition as never) ?? unsure
}

const limits: Readonly<Record<string, (definition: never) => QuickCheck>> = {
  min_length:
    ({ minimum }: z.core.$ZodCheckMinLengthDef) =>
    (value) =>
      (value as string).length >= minimum,
  max_length:
    ({ maximum }: z.core.$ZodCheckMaxLengthDef) =>
    (value) =>
      (value as string).length <= maximum,
  greater_than: ({ inclusive, value: least }: z.core.$ZodCheckGreaterThanDef) =>
    inclusive ? (value) => (value as number) >= Number(least) : unsure,
  less_than: ({ inclusive, value: most }: z.core.$ZodCheckLessThanDef) =>
    inclusive ? (value) => (value as number) <= Number(most) : unsure,
}

function numberCheck({ format }: z.core.$ZodNumberDef & { readonly format?: string }): QuickCheck {
  if (format === undefined) return (value) => Number.isFinite(value)
  return format === 'safeint' ? (value) => Number.isSafeInteger(value) : unsure
}

function oneOf(values: readonly unknown[]): QuickCheck {
  const known = new Set(values)
  return (value) => known.has(value)
}

/** Not those of TypeScript with numbers, which lead back to their names. */
function enumCheck({ entries }: z.core.$ZodEnumDef): QuickCheck {
  const values = Object.values(entries)
  return values.every((value) => typeof value === 'string') ? oneOf(values) : unsure
}

function orNull(fits: QuickCheck): QuickCheck {
  return (value) => value === null || fits(value)
}

function arrayCheck(fits: QuickCheck): QuickCheck {
  return (value) => Array.isArray(value) && value.every(fits)
}

function objectCheck({ shape, catchall }: z.core.$ZodObjectDef): QuickCheck {
  // Only where other fields may be anything.
  if (catchall === undefined || internalsOf(catchall).def.type !== 'unknown') return unsure
  const fields = new Map(
    Object.entries(shape).map(([name, schema]) => {
      const isNeeded = internalsOf(schema).def.type !== 'optional'
      return [name, { fits: quickCheckOf(schema), isNeeded }]
    }),
  )
  const needed = [...fields.values()].filter(({ isNeeded }) => isNeeded).length
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    let found = 0
    for (const name of Object.keys(value)) {
      const field = fields.get(name)
      if (field === undefined) continue
      if (!field.fits((value as Record<string, unknown>)[name])) return false
      if (field.isNeeded) found++
    }
    return found === needed
  }
}

/** Any branch that fits: of those that are told apart by a field, no two do. */
function unionCheck({ options, inclusive, ...more }: z.core.$ZodUnionDef): QuickCheck {
  if (inclusive === false && !('discriminator' in more)) return unsure
  const branches = options.map(quickCheckOf)
  return (value) => branches.some((fits) => fits(value))
}
