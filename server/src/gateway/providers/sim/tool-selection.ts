import type { ChatRequest } from '@llavero/protocol/openai/chat.ts'
import type { ChatTool, ToolChoice } from '@llavero/protocol/openai/chat-tools.ts'
import { lastUserText } from './prompt.ts'

/** The tools that this answer calls; none when it is a text. */
export function selectTools(request: ChatRequest): readonly ChatTool[] {
  const { mode, tools } = offeredTools(request)
  const meant = mode === 'none' || mode === 'forced' ? [] : meantTools(request, tools)
  const called =
    mode === 'auto' || meant.length > 0 ? meant : mode === 'none' ? [] : tools.slice(0, 1)
  const isSingle = request.parallel_tool_calls === false || offersFunctions(request)
  return isSingle ? called.slice(0, 1) : called
}

/** Whether the request has the deprecated `functions` and none of the tools that replaced them. */
export function offersFunctions({ tools, functions }: ChatRequest): boolean {
  return (tools ?? []).length === 0 && (functions ?? []).length > 0
}

interface Offer {
  /** `forced` means the first of the tools, whatever the user said. */
  readonly mode: 'none' | 'auto' | 'required' | 'forced'
  readonly tools: readonly ChatTool[]
}

function offeredTools(request: ChatRequest): Offer {
  if (!offersFunctions(request)) return offerOf(request.tools ?? [], request.tool_choice)
  const tools = request.functions?.map((definition) => ({
    type: 'function' as const,
    function: definition,
  }))
  const choice = request.function_call ?? 'auto'
  const isMode = typeof choice === 'string'
  return offerOf(tools ?? [], isMode ? choice : { type: 'function', function: choice })
}

function offerOf(tools: readonly ChatTool[], choice: ToolChoice | null | undefined): Offer {
  if (choice === undefined || choice === null) return { mode: 'auto', tools }
  if (typeof choice === 'string') return { mode: choice, tools }
  if (choice.type !== 'allowed_tools') {
    const name = choice.type === 'function' ? choice.function.name : choice.custom.name
    return { mode: 'forced', tools: tools.filter((tool) => toolName(tool) === name) }
  }
  const allowed = JSON.stringify(choice.allowed_tools.tools)
  return {
    mode: choice.allowed_tools.mode,
    tools: tools.filter((tool) => allowed.includes(`"name":${JSON.stringify(toolName(tool))}`)),
  }
}

export function toolName(tool: ChatTool): string {
  return tool.type === 'function' ? tool.function.name : tool.custom.name
}

/** The tools whose names the user's last message says, without those that were called since. */
function meantTools(request: ChatRequest, tools: readonly ChatTool[]): readonly ChatTool[] {
  const said = lastUserText(request).toLowerCase()
  const words = new Set(said.match(/[\p{L}\p{N}]+/gu)?.map(singular))
  const called = calledSinceUser(request)
  return tools.filter((tool) => {
    const name = toolName(tool)
    if (called.has(name)) return false
    return said.includes(name.toLowerCase()) || areSaid(tellingWords(tool), words)
  })
}

/** All of one or two words; of more, two at least and every second one. */
function areSaid(telling: readonly string[], words: ReadonlySet<string>): boolean {
  const said = telling.filter((word) => words.has(word)).length
  return said >= Math.max(Math.min(2, telling.length), telling.length / 2)
}

function calledSinceUser({ messages }: ChatRequest): ReadonlySet<string> {
  const spokenAt = messages.findLastIndex(({ role }) => role === 'user')
  const names = messages.slice(spokenAt + 1).flatMap((message) => {
    if (message.role !== 'assistant') return []
    const { tool_calls: toolCalls, function_call: functionCall } = message
    const called = (toolCalls ?? []).map((call) =>
      call.type === 'function' ? call.function.name : call.custom.name,
    )
    return functionCall ? [...called, functionCall.name] : called
  })
  return new Set(names)
}

/** What many functions begin with says little about what one of them is for. */
const genericWords = new Set(
  'a an and by call check create current do fetch find for from get in list look lookup make of on query read retrieve run search set show the to up'.split(
    ' ',
  ),
)

/**
 * `getCurrentWeather` → `weather`. A word that a parameter is named after is left out as well: of
 * `get_weather_for_city(city_name)`, users say which city, not the word.
 */
function tellingWords(tool: ChatTool): readonly string[] {
  const words = wordsOf(toolName(tool))
  const parameters = new Set(parameterNames(tool).flatMap(wordsOf))
  const telling = words.filter((word) => !genericWords.has(word))
  const leading = telling.filter((word) => !parameters.has(word))
  return [leading, telling, words].find(({ length }) => length > 0) ?? words
}

function parameterNames(tool: ChatTool): readonly string[] {
  if (tool.type !== 'function') return []
  const properties = tool.function.parameters?.['properties']
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
}

function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .map(singular)
}

function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  return word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word
}
