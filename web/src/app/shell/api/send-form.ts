interface SendingOptions {
  readonly headers: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  readonly onProgress?: (share: number) => void
}

/** Posts a form as `fetch` would, and rejects as it does; but `fetch` cannot tell how much has gone out. */
export function sendForm(
  url: string,
  form: FormData,
  { headers, signal, onProgress }: SendingOptions,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const on = (event: string, listener: () => void) => request.addEventListener(event, listener)
    request.responseType = 'blob'
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress?.(total === 0 ? 1 : loaded / total),
    )
    on('load', () => resolve(responseOf(request)))
    on('error', () => reject(new TypeError('The server was not reached.')))
    on('abort', () => reject(new DOMException('Aborted', 'AbortError')))
    request.open('POST', url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    if (signal?.aborted === true) return reject(new DOMException('Aborted', 'AbortError'))
    signal?.addEventListener('abort', () => request.abort(), { once: true })
    request.send(form)
  })
}

function responseOf(request: XMLHttpRequest): Response {
  const lines = request
    .getAllResponseHeaders()
    .trim()
    .split(/[\r\n]+/)
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  return new Response(request.response as Blob, { status: request.status, headers })
}
