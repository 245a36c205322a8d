import type { Exchange } from '../exchange.ts'

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

const readable = /json|^text\//

/** Keeps every exchange of the client as it was on the wire, before the package has looked at it. */
export class ObservedFetch {
  readonly #pending: Promise<Exchange>[] = []

  readonly fetch: Fetch = async (input, init) => {
    const response = await fetch(input, init)
    // The package tries out what `fetch` can do on a `data:` URL.
    if (!response.url.startsWith('http')) return response
    this.#pending.push(observe(input, init?.method ?? 'GET', response.clone()))
    return response
  }

  /** The exchanges since the last time, each read to its end. */
  async take(): Promise<readonly Exchange[]> {
    return Promise.all(this.#pending.splice(0))
  }
}

async function observe(
  input: string | URL | Request,
  method: string,
  response: Response,
): Promise<Exchange> {
  const url = new URL(input instanceof Request ? input.url : input)
  const bytes = new Uint8Array(await response.arrayBuffer())
  const isReadable = readable.test(response.headers.get('content-type') ?? '')
  return {
    method: method.toUpperCase(),
    path: url.pathname.replace(/^\/v1/, ''),
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text: isReadable ? new TextDecoder().decode(bytes) : '',
  }
}
