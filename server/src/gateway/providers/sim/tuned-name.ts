/** `ft:<base>:<organisation>:<suffix>:<id>`, and `:ckpt-step-<n>` after it for a checkpoint. */
export function isTuned(model: string): boolean {
  return model.startsWith('ft:')
}

/** The model that a fine-tuned one was made of, or the model itself. */
export function baseOf(model: string): string {
  const [, base] = model.split(':')
  return isTuned(model) && base !== undefined ? base : model
}
