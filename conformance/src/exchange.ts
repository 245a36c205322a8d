/** One call and its answer as they were on the wire, whoever answered: the service or our server. */
export interface Exchange {
  readonly method: string
  /** Without `/v1` and without the query. */
  readonly path: string
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** The events of a text stream, in order; a comment is none. */
export function parseEvents(
  text: string,
): readonly { readonly name: string; readonly data: string }[] {
  return text
    .split(/\r?\n\r?\n/)
    .map((block) => {
      const fields = block.split(/\r?\n/).map((line) => /^(\w+): ?(.*)$/.exec(line))
      const valuesOf = (field: string) =>
        fields.filter((match) => match?.[1] === field).map((match) => match?.[2] ?? '')
      return { name: valuesOf('event').at(-1) ?? '', data: valuesOf('data').join('\n') }
    })
    .filter(({ data }) => data !== '')
}

/** Media type without its parameters, in lower case. */
export function mediaTypeOf({ headers }: Exchange): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}
