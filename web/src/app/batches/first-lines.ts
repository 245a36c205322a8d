/** The first lines of a text that comes in pieces; what is left of it is not fetched. */
export async function firstLines(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  count: number,
): Promise<readonly string[]> {
  const reader = bytes.pipeThrough(new TextDecoderStream()).getReader()
  const lines: string[] = []
  let rest = ''
  while (lines.length < count) {
    const { done, value } = await reader.read()
    if (done) break
    const pieces = (rest + value).split('\n')
    rest = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  await reader.cancel()
  const all = rest === '' ? lines : [...lines, rest]
  return all.slice(0, count)
}
