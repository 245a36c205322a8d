import * as z from 'zod'

/** Names of functions, custom tools and response formats. */
const toolName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-zA-Z0-9_-]+$/)

/** A JSON Schema; strict ones are looked into by `strict-schema.ts`. */
const jsonSchema = z.looseObject({})

const functionObject = z.looseObject({
  name: toolName,
  description: z.string().optional(),
  parameters: jsonSchema.nullish(),
  strict: z.boolean().nullish(),
})

const grammarFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({
    type: z.literal('grammar'),
    grammar: z.looseObject({ definition: z.string(), syntax: z.enum(['lark', 'regex']) }),
  }),
])

export const chatTool = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('function'), function: functionObject }),
  z.looseObject({
    type: z.literal('custom'),
    custom: z.looseObject({
      name: toolName,
      description: z.string().optional(),
      format: grammarFormat.optional(),
    }),
  }),
])
export type ChatTool = z.output<typeof chatTool>

const named = z.looseObject({ name: z.string() })

export const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('function'), function: named }),
    z.looseObject({ type: z.literal('custom'), custom: named }),
    z.looseObject({
      type: z.literal('allowed_tools'),
      allowed_tools: z.looseObject({
        mode: z.enum(['auto', 'required']),
        tools: z.array(z.looseObject({})),
      }),
    }),
  ]),
])
export type ToolChoice = z.output<typeof toolChoice>

/** The predecessors of tools and tool choice, still sent by older clients. */
export const legacyFunction = z.looseObject({
  name: toolName,
  description: z.string().optional(),
  parameters: jsonSchema.optional(),
})
export const legacyFunctionChoice = z.union([z.enum(['none', 'auto']), named])

export const responseFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({
      name: toolName,
      description: z.string().optional(),
      schema: jsonSchema.optional(),
      strict: z.boolean().nullish(),
    }),
  }),
  z.looseObject({ type: z.literal('text') }),
])
export type ResponseFormat = z.output<typeof responseFormat>
