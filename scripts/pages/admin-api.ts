import { chatRoutes } from '../../server/src/chat/chat.ts'
import type { ChatParts } from '../../server/src/chat/parts.ts'
import { createControl, type ControlRoute } from '../../server/src/control/control.ts'
import type { ControlParts } from '../../server/src/control/parts.ts'
import { fieldTable, inputs, routeTexts } from './admin-routes.ts'
import { table } from './table.ts'

export function adminApiPage(): string {
  return `# Admin API

<!-- Made from the route table of server/src/control, the schemas of protocol/src/control and
     scripts/pages/admin-routes.ts by \`npm run docs\`: change it there. -->

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

## Routes

${table(['Route', 'Access', 'Takes', 'Answers with', 'What it does'], routeRows())}

The answers are the interfaces of \`protocol/src/control\`; \`Deleted\` is \`{ id, object, deleted: true }\`.

## What the routes take

${Object.entries(inputs)
  .map(([name, input]) => `### ${name}\n\n${fieldTable(input)}`)
  .join('\n\n')}
`
}

const accessRows = [
  ['setup', 'anybody, at any time'],
  ['public', 'anybody, once an owner exists'],
  ['person', 'who is signed in'],
  ['operator', 'only the private socket, which may do everything else, too'],
]

/** Throws when a route has no text here, or a text no route. */
function routeRows(): string[][] {
  // Making the table of routes touches nothing of what the routes will work with.
  const { routes } = createControl(
    { storage: {}, workspace: {} } as ControlParts,
    chatRoutes({ storage: {} } as ChatParts),
  )
  const texts = new Map(Object.entries(routeTexts))
  const rows = routes.map((route) => rowOf(route, texts))
  if (texts.size > 0) throw new Error(`No such route: ${[...texts.keys()].join(', ')}`)
  return rows
}

type RouteTexts = Map<string, readonly [takes: string, answer: string, what: string]>

function rowOf({ method, path, access, summary }: ControlRoute, texts: RouteTexts): string[] {
  const name = `${method} ${path}`
  if (summary !== '') return [`\`${name}\``, access, '', '', summary]
  const [takes, answer, what] = texts.get(name) ?? []
  if (takes === undefined || answer === undefined || what === undefined) {
    throw new Error(`scripts/pages/admin-routes.ts says nothing of ${name}`)
  }
  texts.delete(name)
  const link = takes === '' ? '' : `[${takes}](#${takes.toLowerCase().replaceAll(' ', '-')})`
  return [`\`${name}\``, access, link, answer === '' ? '' : `\`${answer}\``, what]
}
