/** What the catalogue says about one code. */
export interface ErrorEntry {
  /** HTTP status of the answer. */
  readonly status: number
  /** `error.type` on the wire, one of the words that OpenAI's service uses. */
  readonly type: ErrorType
  /** When it happens, for the reference page. */
  readonly when: string
  /** Null where the real service answers this fault with `"code": null`; otherwise the code itself. */
  readonly wireCode?: null
}

export type ErrorType =
  | 'invalid_request_error'
  | 'insufficient_quota'
  | 'requests'
  | 'tokens'
  | 'server_error'

const badRequest = (when: string, status = 400) =>
  ({ status, type: 'invalid_request_error', when }) as const

const codeless = (when: string, status = 400) =>
  ({ status, type: 'invalid_request_error', when, wireCode: null }) as const

const serverFault = (status: number, when: string) =>
  ({ status, type: 'server_error', when }) as const

/** Every error that a client can be answered with. `docs/reference/errors.md` is generated from it. */
export const errorCatalogue = {
  // Who is calling
  invalid_api_key: badRequest('The API key is malformed or unknown.', 401),
  missing_api_key: codeless('The request carries no API key.', 401),
  conflicting_api_keys: badRequest('One request carries two different API keys.', 401),
  cross_origin_session: badRequest(
    'A page of another origin made a call with the session of this one.',
    403,
  ),
  key_expired: badRequest('The API key is past its expiry date.', 401),
  key_revoked: badRequest('The API key was revoked.', 401),

  // May they
  model_not_found: badRequest('No route or provider knows the model.', 404),
  model_not_allowed: badRequest("The model is outside the key's scope.", 403),
  endpoint_not_allowed: badRequest("The endpoint is outside the key's scope.", 403),
  unpriced_model: badRequest('A key with a budget called a model whose price is unknown.', 403),
  rate_limit_exceeded: {
    status: 429,
    type: 'requests',
    when: 'A limit on requests or tokens is used up for now; `type` is `requests` or `tokens`.',
  },
  insufficient_quota: {
    status: 429,
    type: 'insufficient_quota',
    when: 'The budget is used up, or what is left cannot pay for this call.',
  },
  quota_unavailable: serverFault(
    503,
    'The quota store does not answer, so a limit on money cannot be checked: the call is refused.',
  ),

  // The request as HTTP and JSON
  unknown_url: codeless('No endpoint has this path.', 404),
  invalid_http: codeless('The request is not valid HTTP.'),
  headers_too_large: codeless('The headers of the request are too long.', 431),
  request_timeout: codeless('The request did not come in within its time.', 408),
  expectation_failed: codeless('The request expects something else than `100-continue`.', 417),
  method_not_allowed: codeless('The path exists, but not with this HTTP method.', 405),
  invalid_json: codeless('The body is not valid JSON, or not UTF-8.'),
  body_too_large: badRequest("The body is larger than the endpoint's limit.", 413),
  body_too_deep: badRequest('The body nests arrays or objects too deeply.'),
  forbidden_key: badRequest('The body has a key that could poison an object, such as `__proto__`.'),
  unsupported_content_encoding: badRequest(
    'The body is compressed in a way that the server does not know.',
    415,
  ),
  unsupported_content_type: badRequest('The body is of another type than the endpoint takes.', 415),

  // The fields of the request
  missing_required_parameter: badRequest('A required field is missing.'),
  unknown_parameter: badRequest('A field is not known to this endpoint.'),
  invalid_type: badRequest('A field has the wrong JSON type.'),
  invalid_value: badRequest('A field has a value outside the allowed ones.'),
  unsupported_value: badRequest('A value is valid in general, but not with this model.'),
  unsupported_parameter: badRequest('A field is valid in general, but not with this model.'),
  unmet_dependency: codeless('A field is only allowed together with another one.'),
  invalid_parameter_combination: badRequest('Two fields exclude each other.'),
  integer_below_min_value: badRequest('A whole number is too small.'),
  integer_above_max_value: badRequest('A whole number is too large.'),
  decimal_below_min_value: badRequest('A number is too small.'),
  decimal_above_max_value: badRequest('A number is too large.'),
  empty_array: badRequest('An array that needs an element is empty.'),
  array_below_min_length: badRequest('An array has too few elements.'),
  array_above_max_length: badRequest('An array has too many elements.'),
  empty_string: badRequest('A string that needs a character is empty.'),
  string_below_min_length: badRequest('A string is too short.'),
  string_above_max_length: badRequest('A string is too long.'),
  object_above_max_properties: badRequest('A map has too many entries.'),
  property_name_above_max_length: badRequest('A key of a map is too long.'),
  invalid_image_url: badRequest('An image of a message cannot be fetched from its address.'),
  invalid_language_format: badRequest('A language is not named by its code.'),
  invalid_function_parameters: badRequest('The JSON Schema of a function is not acceptable.'),
  invalid_response_schema: codeless('The JSON Schema of a response format is not acceptable.'),

  not_one_of: codeless('A field of a form or a query is none of the allowed values.'),
  below_minimum: codeless('The dimensions of an embedding are too few.'),

  // Files, uploads, batches and fine-tuning jobs
  file_not_found: codeless('The project has no file with this id.', 404),
  file_not_downloadable: codeless('Files of this purpose are not handed out.'),
  range_not_satisfiable: badRequest(
    'The range of a file that is asked for has no byte of it.',
    416,
  ),
  file_too_large: badRequest('The file is larger than files of its purpose may be.', 413),
  invalid_form: codeless('The body is not valid multipart/form-data, or it ended too early.'),
  upload_not_found: codeless('The project has no upload with this id.', 404),
  upload_not_pending: codeless('The upload is completed, cancelled or expired.'),
  batch_not_found: codeless('The project has no batch with this id.', 404),
  batch_not_cancellable: codeless('The batch has ended already.', 409),
  fine_tune_not_found: badRequest('The project has no fine-tuning job with this id.', 404),
  fine_tune_wrong_status: codeless('The fine-tuning job cannot be changed so, as it is now.'),
  model_not_available: badRequest('The model cannot be fine-tuned.'),
  invalid_tuning_file: codeless("A file of the job does not exist, or is not for 'fine-tune'."),
  upload_incomplete: codeless('The parts do not add up to the upload as it was declared.'),

  // The upstream
  upstream_unreachable: serverFault(502, 'No connection to the provider could be made.'),
  upstream_connect_timeout: serverFault(504, 'The provider did not accept a connection in time.'),
  upstream_first_byte_timeout: serverFault(504, 'The provider did not begin to answer in time.'),
  upstream_idle_timeout: serverFault(504, 'The provider fell silent in the middle of its answer.'),
  upstream_truncated: serverFault(502, 'The provider closed the connection in mid-answer.'),
  upstream_invalid: serverFault(502, 'The provider answered with something that is no answer.'),
  upstream_unauthorized: serverFault(502, "The provider refused the gateway's own credentials."),
  upstream_error: serverFault(502, 'The provider answered with an error of its own.'),
  upstream_circuit_open: serverFault(
    503,
    'The provider has been failing and is left alone for a moment.',
  ),

  // This server
  server_error: {
    status: 500,
    type: 'server_error',
    when: 'A bug. The log has the cause under the request id.',
    wireCode: null,
  },
  storage_full: serverFault(
    507,
    'The disk of the server, or its quota there, is full. `x-should-retry: false` keeps SDKs from sending it again.',
  ),
  stream_not_kept: badRequest('The stream that `Last-Event-ID` names is not kept any more.', 404),
  session_idle: badRequest('A realtime session was silent for too long.', 408),
  session_expired: badRequest('A realtime session reached its longest duration.', 408),
  overloaded: serverFault(503, 'The server has too much work in hand; try again.'),
  shutting_down: serverFault(
    503,
    'The server is stopping: it takes no new work, and ends what outlasts its grace time.',
  ),

  // The admin API
  unauthenticated: badRequest('The admin API was called without a valid session.', 401),
  invalid_credentials: badRequest('Wrong e-mail address or password.', 401),
  wrong_password: badRequest(
    'The present password, asked for before it is changed, is wrong.',
    403,
  ),
  too_many_attempts: {
    status: 429,
    type: 'requests',
    when: 'Too many wrong passwords or setup codes; wait and try again.',
  },
  forbidden: badRequest('The session may not do this.', 403),
  invalid_csrf_token: badRequest('A change came without the right `x-csrf-token`.', 403),
  setup_required: badRequest('No owner exists yet: the admin API is closed until setup.', 403),
  setup_completed: badRequest('An owner exists already: setup is closed.', 409),
  invalid_setup_code: badRequest('The one-time owner code is wrong or was used.', 403),
  not_found: badRequest('Nothing has this id, or it belongs to somebody else.', 404),
  conflict: badRequest('The change contradicts something that exists.', 409),
  address_not_allowed: badRequest('The address may not be called from this server.'),
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorCatalogue

/** The body of every error answer. All four keys are always present. */
export interface ErrorBody {
  readonly error: {
    readonly message: string
    readonly type: string
    readonly param: string | null
    readonly code: string | null
  }
}

export interface GatewayErrorDetail {
  /** Path of the field at fault, e.g. `messages[0].role`. */
  readonly param?: string | null | undefined
  /** Only where the catalogue's type depends on the case: `tokens` for `rate_limit_exceeded`. */
  readonly type?: ErrorType | undefined
  readonly retryAfterMs?: number | null | undefined
  /** Further headers of the answer, e.g. `x-ratelimit-*`. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly cause?: unknown
}

/** An answer for the client. The message must hold no secret and nothing of another tenant. */
export class GatewayError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly type: ErrorType
  readonly param: string | null
  /** For `retry-after`; null when waiting does not help or its length is unknown. */
  readonly retryAfterMs: number | null
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ErrorCode, message: string, detail: GatewayErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause })
    const entry: ErrorEntry = errorCatalogue[code]
    this.name = 'GatewayError'
    this.code = code
    this.status = entry.status
    this.type = detail.type ?? entry.type
    this.param = detail.param ?? null
    this.retryAfterMs = detail.retryAfterMs ?? null
    this.headers = detail.headers ?? {}
  }

  toBody(): ErrorBody {
    const entry: ErrorEntry = errorCatalogue[this.code]
    const code = entry.wireCode === null ? null : this.code
    return { error: { message: this.message, type: this.type, param: this.param, code } }
  }
}
