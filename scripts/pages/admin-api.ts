import { chatRoutes } from '../../server/src/chat/chat.ts'
import type { ChatParts } from '../../server/src/chat/parts.ts'
import { createControl, type ControlRoute } from '../../server/src/control/control.ts'
import type { ControlParts } from '../../server/src/control/parts.ts'
import { SchemaBook, type JsonSchema } from '../../server/src/control/description/json-schema.ts'
import { describeApi } from '../../server/src/control/description/open-api.ts'
import { typeText } from '../../server/src/control/description/type-text.ts'
import { version } from '../../server/src/version.ts'
import { table } from './table.ts'

export function adminApiPage(): string {
  return `# Admin API

<!-- Made from the route table of server/src/control, the schemas of protocol/src/control and
     scripts/pages/admin-api.ts by \`npm run docs\`: change it there. -->

JSON over \`/api/*\`. Errors have the shape of [errors.md](errors.md). Unknown fields are refused by name.
Money is in US dollars with at most six decimals, times are Unix seconds. Lists are
\`{ "object": "list", "data": […], "has_more": …, "next": … }\`, newest first; \`next\` is what to send as
\`before\` for the page after it. Most lists come whole.

## Who may call

${table(['Access', 'Who'], accessRows)}

The whole API is closed until the first owner exists: \`npm start\` prints a one-time code, which
\`POST /api/setup\` takes. Signing in sets the cookie \`llavero_session\` (\`HttpOnly\`, \`SameSite=Strict\`, and
\`Secure\` behind HTTPS) and answers with a \`csrf_token\`; every request but \`GET\` sends it back as
\`x-csrf-token\`. On the private socket in the data folder, which the [command line](cli.md) uses, no session
is asked for.

\`\`\`sh
curl -c cookies http://127.0.0.1:4000/api/setup -H 'content-type: application/json' \\
  -d '{"code": "THE-CODE", "email": "me@example.com", "name": "Me", "password": "at least 12 characters"}'
curl -b cookies 'http://127.0.0.1:4000/api/usage?group_by=day'
\`\`\`

The server describes this API to programs at \`/api/openapi.json\` (OpenAPI 3.1, also
[here](openapi.json), with the shapes of all answers) and to people at \`/api/reference\`.

## Calling models with the session

The page calls \`/v1/*\` with its session cookie: the call has the scopes of an owner and is logged with the
person. A key in the same request goes before the session, as it was sent on purpose; a wrong key is refused
whatever cookie comes with it. A call that is no \`GET\` and carries the session is refused with
\`cross_origin_session\` when the browser says, by \`Sec-Fetch-Site\` or else by \`Origin\`, that the page of another
origin makes it; another port of the same host is another origin. An ended session is refused with
\`unauthenticated\`.

## Running code actions

\`POST /api/runs\` answers with server-sent events: \`event: run\` with the \`Run\` as it begins (its \`id\`, the model
and the parameters that are sent), then the chunks of the chat API as they come, \`[DONE]\`, and \`event: run\`
with the \`Run\` and its \`receipt\`: the row of the request log. Whoever closes the connection stops the run; what
had come is kept, and \`GET /api/runs/{id}\` tells it. An error before the first event is answered as JSON, and the
header \`x-llavero-run\` names the run that keeps it.

Answers of the contracts \`patch\`, \`docs\` and \`tests\` are Markdown: one sentence, one fenced block with the whole
code, a line in bold, and list items \`- Line N: reason\` whose first number is the line in the snippet.

In templates stand \`{{codeBlock}}\` for the snippet between fences, \`{{code}}\` for the bare snippet,
\`{{language}}\`, \`{{fileName}}\`, \`{{answerLanguage}}\` (한국어), \`{{answerLanguageCode}}\` (\`ko\`) and \`{{action}}\`; a
backslash before the braces makes them plain text. The template of the answer's language is taken, else the
first of en, es, ru, ko that there is.

## Routes

${table(['Route', 'Access', 'Answers with', 'What it does'], routes.map(rowOf))}

## What the routes take

${routes.flatMap(inputsOf).join('\n\n')}
`
}

const accessRows = [
  ['setup', 'anybody, at any time'],
  ['public', 'anybody, once an owner exists'],
  ['person', 'who is signed in'],
  ['operator', 'only the private socket, which may do everything else, too'],
]

const { routes } = createControl(
  // Making the table of routes touches nothing of what the routes will work with.
  { storage: {}, workspace: {} } as ControlParts,
  chatRoutes({ storage: {} } as ChatParts),
)

const book = new SchemaBook()

function rowOf({ method, path, access, answer, summary }: ControlRoute): string[] {
  const text = answer === null ? '' : typeText(book.add(answer, 'output'), (name) => `\`${name}\``)
  return [`\`${method} ${path}\``, access, text, summary]
}

function inputsOf({ method, path, body, query }: ControlRoute): string[] {
  return [body, query].flatMap((schema) => {
    if (schema === null) return []
    const { properties = {}, required = [] } = book.add(schema, 'input')
    const rows = Object.entries(properties).map(([name, field]) => [
      `\`${name}\``,
      typeText(field, (other) => `\`${other}\``),
      required.includes(name) ? 'required' : defaultText(field),
    ])
    return rows.length === 0
      ? []
      : [`### ${method} ${path}\n\n${table(['Field', 'Type', 'Default'], rows)}`]
  })
}

function defaultText({ default: value }: JsonSchema): string {
  return value === undefined ? '' : `\`${JSON.stringify(value)}\``
}

/** As the server answers it at `/api/openapi.json`. */
export function openApiPage(): string {
  return `${JSON.stringify(describeApi(routes, version), null, 2)}\n`
}
