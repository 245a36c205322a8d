import type { RunObject } from '@llavero/protocol/control/runs.ts'

/** What is still known of the response of a run that was kept: its chunks are not. */
export function responseOf({
  answers,
  created_at,
  model,
  receipt,
}: RunObject): Readonly<Record<string, unknown>> {
  return {
    object: 'chat.completion',
    created: created_at,
    model: receipt?.model_used ?? model,
    choices: answers.map(({ text, finish_reason }, index) => ({
      index,
      message: { role: 'assistant', content: text },
      finish_reason,
    })),
    usage: receipt && {
      prompt_tokens: receipt.input_tokens,
      completion_tokens: receipt.output_tokens,
      total_tokens: receipt.input_tokens + receipt.output_tokens,
      prompt_tokens_details: { cached_tokens: receipt.cached_input_tokens },
      completion_tokens_details: { reasoning_tokens: receipt.reasoning_tokens },
    },
  }
}
