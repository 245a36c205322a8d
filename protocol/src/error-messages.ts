/**
 * Wordings that several parts of the server need and that clients know from the real service.
 * No message holds a secret: what a client sent is shortened or cut.
 */

const whereKeysComeFrom =
  'Keys are created on the Keys page of this server or with `llavero keys create`.'

/** Keeps the public part of one of our keys, so that its owner recognises it, and never its secret. */
export function incorrectApiKey(presented: string): string {
  return `Incorrect API key provided: ${maskKey(presented)}. ${whereKeysComeFrom}`
}

export const missingApiKey =
  "You didn't provide an API key. You need to provide your API key in an Authorization header " +
  `using Bearer auth (i.e. Authorization: Bearer YOUR_KEY). ${whereKeysComeFrom}`

export function modelNotFound(model: string): string {
  return `The model '${excerpt(model)}' does not exist or you do not have access to it.`
}

/** Of a model that is looked up or deleted, not called. */
export function unknownModel(model: string): string {
  return `The model '${excerpt(model)}' does not exist`
}

export function unknownUrl(method: string, path: string): string {
  return `Invalid URL (${method} ${excerpt(path)})`
}

export function methodNotAllowed(method: string, path: string): string {
  return (
    `Not allowed to ${method} on ${excerpt(path)}. ` +
    '(HINT: Perhaps you meant to use a different HTTP method?)'
  )
}

export const invalidJson =
  "We could not parse the JSON body of your request. (HINT: This likely means you aren't using " +
  'your HTTP library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)'

export const serverStopping = 'The server is stopping. Try again in a moment.'

export const serverError =
  'The server had an error while processing your request. Sorry about that! ' +
  'The request id leads to the cause in the log.'

const excerptLength = 64

/** At most 64 characters of a client's value, for use inside a message. */
export function excerpt(text: string): string {
  return text.length <= excerptLength ? text : `${text.slice(0, excerptLength - 1)}…`
}

const ownKeyPrefix = 'sk-llv-'
const shownSecretCharacters = 3

function maskKey(key: string): string {
  // Short strings show nothing: three and three characters would be most of them.
  if (key.length < 4 * shownSecretCharacters) return '***'
  const shownStart = key.startsWith(ownKeyPrefix)
    ? ownKeyPrefix.length + shownSecretCharacters
    : shownSecretCharacters
  return `${key.slice(0, shownStart)}***${key.slice(-shownSecretCharacters)}`
}
