import { GatewayError } from '@llavero/protocol/errors.ts'
import { parse } from '@llavero/protocol/parse.ts'
import type * as z from 'zod'
import type { SessionRecord } from '../auth/session.ts'

/**
 * Who may call. `setup`: anybody, at any time. `public`: anybody, once an owner exists. `person`: who is
 * signed in. `operator`: who may open the private socket on this machine; he may call everything.
 */
type Access = 'setup' | 'public' | 'person' | 'operator'

/** Who calls, after the gate has let him in. */
export interface ControlContext {
  /** As in the header `x-request-id` of the answer. */
  readonly requestId: string
  readonly isOperator: boolean
  /** Whether the request came over HTTPS: then the cookie may only travel so. */
  readonly isSecure: boolean
  /** Null for the operator, and where no session is needed. */
  readonly signedIn: SignedIn | null
}

export interface SignedIn {
  readonly token: string
  readonly session: SessionRecord
}

/** Throws GatewayError for the operator, who has no session to speak of. */
export function requireSignedIn({ signedIn }: ControlContext): SignedIn {
  if (!signedIn) throw new GatewayError('unauthenticated', 'There is no session on this socket.')
  return signedIn
}

/** The id of the person who asks: part of every query for what belongs to somebody. */
export function requirePerson(context: ControlContext): string {
  return requireSignedIn(context).session.person_id
}

/** What a route needs of a request: nothing of it was checked yet. */
export interface RouteRequest {
  /** The values of the path's `:names`, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: unknown
  readonly body: unknown
}

export interface ControlReply {
  /** 200 where it is absent. */
  readonly status?: number
  readonly body: unknown
  /** The value of a `set-cookie` header. */
  readonly setCookie?: string
  /** Of a body that is text and not JSON. */
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Server-sent events instead of a body; returned early when the client leaves. */
  readonly events?: AsyncIterable<Uint8Array>
}

/** One entry of the table that the edge mounts. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** E.g. `/api/keys/:id`. */
  readonly path: string
  readonly access: Access
  /** What the schema of the answer is, for the API's description; null where it is not JSON. */
  readonly answer: z.ZodType | null
  readonly body: z.ZodType | null
  readonly query: z.ZodType | null
  /** What it does, in one line. */
  readonly summary: string
  /** How large a body may be; the edge's own limit where it is absent. */
  readonly maxBodyBytes?: number
  /** Throws GatewayError. */
  handle(context: ControlContext, request: RouteRequest): Promise<ControlReply>
}

interface RouteInput<Body, Query> {
  readonly context: ControlContext
  /** The `:id` of the path; empty where the path has none. */
  readonly id: string
  readonly body: Body
  readonly query: Query
}

interface RouteDefinition<Body extends z.ZodType, Query extends z.ZodType> {
  readonly method: ControlRoute['method']
  readonly path: string
  readonly access: Access
  readonly body?: Body
  readonly query?: Query
  readonly answer?: z.ZodType
  readonly summary: string
  readonly maxBodyBytes?: number
  handle(input: RouteInput<z.output<Body>, z.output<Query>>): Promise<ControlReply>
}

/** Makes a route whose handler gets only what its schemas have checked; without one, undefined. */
export function route<
  Body extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
>(definition: RouteDefinition<Body, Query>): ControlRoute {
  const { method, path, access, body, query, answer, summary, maxBodyBytes } = definition
  return {
    method,
    path,
    access,
    body: body ?? null,
    query: query ?? null,
    answer: answer ?? null,
    summary,
    ...(maxBodyBytes !== undefined && { maxBodyBytes }),
    handle: (context, request) =>
      definition.handle({
        context,
        id: request.params['id'] ?? '',
        body: checked(body, request.body),
        query: checked(query, request.query),
      }),
  }
}

function checked<Schema extends z.ZodType>(schema: Schema | undefined, value: unknown) {
  return (schema ? parse(schema, value ?? {}) : undefined) as z.output<Schema>
}
