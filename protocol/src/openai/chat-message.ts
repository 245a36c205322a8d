import * as z from 'zod'

const textPart = z.looseObject({ type: z.literal('text'), text: z.string() })

const imagePart = z.looseObject({
  type: z.literal('image_url'),
  image_url: z.looseObject({
    url: z.string(),
    detail: z.enum(['auto', 'low', 'high', 'original']).optional(),
  }),
})

const audioPart = z.looseObject({
  type: z.literal('input_audio'),
  input_audio: z.looseObject({ data: z.string(), format: z.enum(['wav', 'mp3']) }),
})

const filePart = z.looseObject({
  type: z.literal('file'),
  file: z.looseObject({
    filename: z.string().optional(),
    file_data: z.string().optional(),
    file_id: z.string().optional(),
  }),
})

const refusalPart = z.looseObject({ type: z.literal('refusal'), refusal: z.string() })

const userPart = z.discriminatedUnion('type', [textPart, imagePart, audioPart, filePart])
const assistantPart = z.discriminatedUnion('type', [textPart, refusalPart])
const onlyText = z.discriminatedUnion('type', [textPart])

const userContent = z.union([z.string(), z.array(userPart).min(1)])
const assistantContent = z.union([z.string(), z.array(assistantPart).min(1)])

/** A string or text parts; also the content of a prediction. */
export const textContent = z.union([z.string(), z.array(onlyText).min(1)])

const functionCall = z.looseObject({ name: z.string(), arguments: z.string() })

const toolCall = z.discriminatedUnion('type', [
  z.looseObject({ id: z.string(), type: z.literal('function'), function: functionCall }),
  z.looseObject({
    id: z.string(),
    type: z.literal('custom'),
    custom: z.looseObject({ name: z.string(), input: z.string() }),
  }),
])

/** The roles stand in the order in which the real service names them. */
export const chatMessage = z.discriminatedUnion('role', [
  z.looseObject({ role: z.literal('system'), content: textContent, name: z.string().optional() }),
  z.looseObject({
    role: z.literal('assistant'),
    // The service takes an assistant's turn without content even when it called no tool.
    content: assistantContent.nullish(),
    refusal: z.string().nullish(),
    name: z.string().optional(),
    audio: z.looseObject({ id: z.string() }).nullish(),
    tool_calls: z.array(toolCall).nullish(),
    function_call: functionCall.nullish(),
  }),
  z.looseObject({ role: z.literal('user'), content: userContent, name: z.string().optional() }),
  z.looseObject({
    role: z.literal('function'),
    content: z.string().nullable(),
    name: z.string(),
  }),
  z.looseObject({ role: z.literal('tool'), content: textContent, tool_call_id: z.string() }),
  z.looseObject({
    role: z.literal('developer'),
    content: textContent,
    name: z.string().optional(),
  }),
])
export type ChatMessage = z.output<typeof chatMessage>
