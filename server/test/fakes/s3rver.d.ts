declare module 's3rver' {
  import type { RequestListener } from 'node:http'

  /** What our tests use of it; the package has no types of its own. */
  export default class S3rver {
    constructor(options: {
      readonly silent: boolean
      readonly directory: string
      readonly configureBuckets: readonly { readonly name: string; readonly configs: never[] }[]
    })
    configureBuckets(): Promise<unknown>
    callback(): RequestListener
  }
}
