/** What the simulator can train. */
export const simulatorModel = 'sim-mini'

/** Whether the simulator trains it. */
export function isSimulated(model: string): boolean {
  return /^(?:ft:)?sim-/.test(model)
}
