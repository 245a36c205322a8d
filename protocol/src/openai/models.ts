/** `GET /v1/models/{id}` */
export interface ModelObject {
  readonly id: string
  readonly object: 'model'
  /** Unix seconds. */
  readonly created: number
  readonly owned_by: string
}

/** `GET /v1/models` */
export interface ModelList {
  readonly object: 'list'
  readonly data: readonly ModelObject[]
}
